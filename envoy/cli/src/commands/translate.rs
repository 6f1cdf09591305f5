//! `sluice translate`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::ValueEnum;
use sluice_protocol::Losses;
use sluice_protocol::any::{AnyFormat, AnyPair};
use sluice_protocol::provider::Way;

use crate::failure::Failure;
use crate::{input, output};
use sluice_protocol::translate::Pair;

/// What is translated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// A client's request body, to what the provider gets.
    Request,
    /// A provider's whole answer, to what the client gets.
    Response,
    /// A provider's stream of events, to what the client gets.
    Stream,
    /// A provider's error body, to what the client gets.
    Error,
}

/// Translate a body or stream as the filter does, with its very code.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Both formats must be of one API: chats, embeddings or rerank; an unknown name lists all there are.
Where both are the same, the bytes pass and only what Sluice owns is changed, as in the filter.
Ids and times that a provider did not give are the same in every run.

Examples:
  sluice translate request --client openai-chat --provider anthropic-messages --losses body.json
  curl -sN … | sluice translate stream --client openai-chat --provider anthropic-messages
  sluice translate stream --client openai-chat --provider anthropic-messages --chunk 1 events.txt
  sluice translate error --client openai-chat --provider anthropic-messages --status 529 body.json
  sluice translate request --client openai-embeddings --provider cohere-embed --losses body.json
  sluice translate response --client cohere-rerank --provider voyage-rerank answer.json")]
pub(crate) struct Args {
    /// What is translated.
    what: What,
    /// The format of the client.
    #[arg(long, value_name = "FORMAT")]
    client: AnyFormat,
    /// The format of the provider.
    #[arg(long, value_name = "FORMAT")]
    provider: AnyFormat,
    /// The model to ask the provider for; the client's own without it. In answers: the model to
    /// name if the provider named none.
    #[arg(long, value_name = "NAME")]
    model: Option<String>,
    /// The status of the error.
    #[arg(long, value_name = "N", default_value_t = 500, value_parser = clap::value_parser!(u16).range(400..600))]
    status: u16,
    /// Read the stream so many bytes at a time; all at once without it.
    #[arg(long, value_name = "N")]
    chunk: Option<NonZeroUsize>,
    /// Whether the client asked for token counts in a stream (`stream_options.include_usage`).
    #[arg(long)]
    include_usage: bool,
    /// The output limit to set where the provider's format demands one and the request has none.
    #[arg(long, value_name = "N", default_value_t = 4096)]
    default_max_tokens: u64,
    /// Print what could not be carried on stderr, as a JSON array.
    #[arg(long)]
    losses: bool,
    /// The input; stdin without it or with -.
    file: Option<PathBuf>,
}

pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let bytes = input::read(args.file.as_deref())?;
    let model = args.model.as_deref();
    let pair = AnyPair::new(args.client, args.provider, |client, provider| Pair {
        client,
        provider: Way::plain(provider),
        model,
        default_max_tokens: args.default_max_tokens,
        include_usage: args.include_usage,
    })
    .map_err(|mixed| Failure::Usage(mixed.to_string()))?;
    let translated = match (&pair, args.what) {
        (AnyPair::Chat(pair), What::Request) => pair.request(&bytes),
        (AnyPair::Chat(pair), What::Response) => pair.response(&bytes),
        (AnyPair::Chat(pair), What::Stream) => {
            let chunk = args.chunk.map_or(usize::MAX, NonZeroUsize::get);
            pair.stream(&bytes, chunk)
                .map(|out| (out, Losses::default()))
        }
        (AnyPair::Chat(pair), What::Error) => {
            Ok((pair.error(args.status, &bytes), Losses::default()))
        }
        (AnyPair::List(pair), What::Request) => pair.request(&bytes, model),
        (AnyPair::List(pair), What::Response) => pair.response(&bytes, model),
        (AnyPair::List(pair), What::Error) => {
            Ok((pair.error(args.status, &bytes), Losses::default()))
        }
        (AnyPair::List(_), What::Stream) => {
            return Err(Failure::Usage(format!("{} has no streams", args.client)));
        }
    };
    let (out, losses) = translated.map_err(|refusal| {
        let name = args
            .file
            .as_deref()
            .map_or_else(|| "stdin".into(), |file| file.to_string_lossy());
        Failure::refused(format!("{name}: {refusal}"))
    })?;
    output::data(&out)?;
    if args.losses {
        output::note(&String::from_utf8_lossy(&losses.to_json()));
    }
    Ok(())
}
