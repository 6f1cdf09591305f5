//! Writes the JavaScript glue of the playground's module, and the module in the
//! form that the glue expects: `sluice-playground-build MODULE.wasm FOLDER`.

use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [module, folder] = arguments.as_slice() else {
        eprintln!("usage: sluice-playground-build MODULE.wasm FOLDER");
        return ExitCode::from(2);
    };
    // Without the default path the page would have to name the module itself.
    let outcome = Bindgen::new()
        .input_path(module)
        .out_name("sluice_playground")
        .typescript(false)
        .omit_default_module_path(false)
        .web(true)
        .and_then(|bindgen| bindgen.generate(folder));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
