//! The three lists in which Cohere takes inputs: `texts`, `images`, and `inputs`
//! where both stand together.

use super::request::{Content, Input, Piece};
use super::shared::{check_images, image, no_tokens, write_image};
use crate::at::At;
use crate::error::{DecodeError, Uncarried};
use crate::json::{Value, Writer};

/// Reads whichever list there is.
pub(super) fn decode_inputs(root: Value<'_>) -> Result<Vec<Input<'_>>, DecodeError> {
    let at = At::Root;
    let mut found = Vec::new();
    let mut lists = 0;
    for key in ["texts", "images", "inputs"] {
        let Some(list) = root.get_some(key) else {
            continue;
        };
        lists += 1;
        let at = at.key(key);
        for (index, item) in at.array(list)?.items().enumerate() {
            let at = at.item(index);
            let content = match key {
                "texts" => Content::Text(at.text(item)?),
                "images" => Content::Pieces(vec![image(item, &at)?]),
                _ => pieces(item, &at)?,
            };
            found.push(content.into());
        }
    }
    if lists > 1 {
        return Err(at
            .key("inputs")
            .problem("only one of texts, images and inputs may be given"));
    }
    if found.is_empty() {
        return Err(DecodeError::missing("texts"));
    }
    Ok(found)
}

fn pieces<'a>(input: Value<'a>, at: &At<'_>) -> Result<Content<'a>, DecodeError> {
    let list = at.required(at.object(input)?, "content")?;
    let at = at.key("content");
    let mut found = Vec::new();
    for (index, item) in at.array(list)?.items().enumerate() {
        let at = at.item(index);
        let kind = at.required_text(at.object(item)?, "type")?;
        found.push(match &*kind.to_str() {
            "text" => Piece::Text(at.required_text(item, "text")?),
            "image_url" => {
                let url = at.required(item, "image_url")?;
                let at = at.key("image_url");
                match url.get_some("url") {
                    Some(inner) => image(inner, &at.key("url"))?,
                    None => image(url, &at)?,
                }
            }
            _ => return Err(at.key("type").problem("must be text or image_url")),
        });
    }
    match found.as_slice() {
        [] => Err(at.problem("empty array, but at least one piece is needed")),
        [Piece::Text(text)] => Ok(Content::Text(text.clone())),
        _ => Ok(Content::Pieces(found)),
    }
}

/// Writes inputs as the list that holds all of them.
pub(super) struct InputEncoder<'w, 'o> {
    pub(super) format: &'static str,
    pub(super) writer: &'w mut Writer<'o>,
}

impl InputEncoder<'_, '_> {
    pub(super) fn inputs(&mut self, inputs: &[Input<'_>]) -> Result<(), Uncarried> {
        let tokens = inputs
            .iter()
            .position(|input| matches!(input.content, Content::Tokens(_)));
        if let Some(index) = tokens {
            return Err(no_tokens(index, self.format));
        }
        for (index, input) in inputs.iter().enumerate() {
            if let Content::Pieces(pieces) = &input.content {
                check_images(pieces, index, self.format)?;
            }
        }
        let texts = inputs.iter().map(|input| match &input.content {
            Content::Text(text) => Some(text),
            Content::Tokens(_) | Content::Pieces(_) => None,
        });
        let images = inputs.iter().map(|input| match &input.content {
            Content::Pieces(pieces) => match pieces.as_slice() {
                [Piece::Image { media_type, data }] => Some((media_type, data)),
                _ => None,
            },
            Content::Text(_) | Content::Tokens(_) => None,
        });
        if let Some(texts) = texts.collect::<Option<Vec<_>>>() {
            self.list("texts", &texts, |writer, text| writer.text(text));
        } else if let Some(images) = images.collect::<Option<Vec<_>>>() {
            self.list("images", &images, |writer, (media_type, data)| {
                write_image(media_type, data, writer);
            });
        } else {
            self.list("inputs", inputs, mixed);
        }
        Ok(())
    }

    fn list<T>(&mut self, key: &str, items: &[T], write: impl Fn(&mut Writer<'_>, &T)) {
        self.writer.key(key);
        self.writer.begin_array();
        for item in items {
            write(self.writer, item);
        }
        self.writer.end_array();
    }
}

fn mixed(writer: &mut Writer<'_>, input: &Input<'_>) {
    writer.begin_object();
    writer.key("content");
    writer.begin_array();
    match &input.content {
        Content::Text(text) => piece(writer, &Piece::Text(text.clone())),
        Content::Pieces(pieces) => pieces.iter().for_each(|item| piece(writer, item)),
        Content::Tokens(_) => {}
    }
    writer.end_array();
    writer.end_object();
}

fn piece(writer: &mut Writer<'_>, piece: &Piece<'_>) {
    writer.begin_object();
    writer.key("type");
    match piece {
        Piece::Text(text) => {
            writer.raw(br#""text""#);
            writer.key("text");
            writer.text(text);
        }
        Piece::Image { media_type, data } => {
            writer.raw(br#""image_url""#);
            writer.key("image_url");
            writer.begin_object();
            writer.key("url");
            write_image(media_type, data, writer);
            writer.end_object();
        }
    }
    writer.end_object();
}
