//! The `pol` command: hands the arguments to `pol::cli`.

fn main() -> std::process::ExitCode {
    pol::cli::main()
}
