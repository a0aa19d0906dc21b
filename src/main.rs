fn main(){ let p=std::env::args().nth(1).unwrap(); let t=std::fs::read_to_string(&p).unwrap();
let f=pol::source::SourceFile::new(pol::source::FileId(0),p,t); let r=pol::syntax::parse(&f);
for e in &r.errors { use pol::diagnostics::Explain; let d=e.explain(); println!("{:?} {} | {} | {:?}", d.span().map(|s| f.position(s.start as usize)), d.message.en, d.message.zh, d.labels.iter().map(|l| &l.text.en).collect::<Vec<_>>()); }
if std::env::args().nth(2).is_some() { println!("{:#?}", r.module); } }
