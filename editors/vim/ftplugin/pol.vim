" Vim file type plugin for pol policies.

if exists("b:did_ftplugin")
  finish
endif
let b:did_ftplugin = 1
scriptencoding utf-8

setlocal comments=b:#
setlocal commentstring=#\ %s
setlocal expandtab shiftwidth=2 softtabstop=2 autoindent
" `3-year tax` is two words, not three.
setlocal iskeyword+=-
" A line of Chinese has no spaces to break at, and a line of a policy is not broken at all.
setlocal formatoptions-=t
if &encoding ==# "utf-8"
  setlocal comments+=b:＃ matchpairs+=（:）,「:」,『:』,《:》,“:”
endif

let b:undo_ftplugin = "setlocal comments< commentstring< expandtab< shiftwidth< softtabstop< autoindent<"
      \ . " iskeyword< formatoptions< matchpairs<"
