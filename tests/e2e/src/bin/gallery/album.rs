//! The folder of pictures: what is written there, and what is left unchanged.

use std::collections::BTreeSet;
use std::fs;
use std::io::Cursor;
use std::path::PathBuf;

use oxipng::Options;
use png::{BitDepth, ColorType, Compression, Decoder, Encoder, Transformations};

/// A folder that in the end holds exactly the pictures added to it.
#[derive(Debug)]
pub(crate) struct Album {
    folder: PathBuf,
    names: BTreeSet<String>,
    changed: usize,
    bytes: usize,
}

/// Size, and red, green, blue and opacity of each pixel.
#[derive(PartialEq, Eq)]
struct Pixels {
    size: (u32, u32),
    dots: Vec<u8>,
}

impl Album {
    pub(crate) fn open(folder: PathBuf) -> Self {
        fs::create_dir_all(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        Self {
            folder,
            names: BTreeSet::new(),
            changed: 0,
            bytes: 0,
        }
    }

    /// Stores a PNG picture. Leaves the file unchanged if its pixels are the same.
    pub(crate) fn add(&mut self, name: &str, picture: &[u8]) {
        let file = format!("{name}.png");
        let path = self.folder.join(&file);
        let looks = Pixels::of(picture).expect("the browser gives PNG");
        let kept = fs::read(&path).ok();
        let kept = kept.filter(|kept| Pixels::of(kept).is_some_and(|it| it == looks));
        let kept = kept.unwrap_or_else(|| {
            let small = oxipng::optimize_from_memory(picture, &Options::from_preset(2));
            let small = small.expect("the browser gives PNG");
            fs::write(&path, &small).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            println!("changed: {file}");
            self.changed += 1;
            small
        });
        self.bytes += kept.len();
        assert!(self.names.insert(file), "two pictures named {name}");
    }

    /// Stores pictures of one size as an animation (APNG). Each comes with its duration in hundredths of a second.
    pub(crate) fn add_moving(&mut self, name: &str, pictures: &[(&[u8], u16)]) {
        let file = format!("{name}.png");
        let path = self.folder.join(&file);
        let moving = film(pictures).expect("pictures of one size");
        if fs::read(&path).ok().as_ref() != Some(&moving) {
            fs::write(&path, &moving).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            println!("changed: {file}");
            self.changed += 1;
        }
        self.bytes += moving.len();
        assert!(self.names.insert(file), "two pictures named {name}");
    }

    /// Removes pictures that were not added. Returns a summary.
    pub(crate) fn close(self) -> String {
        let mut removed = 0;
        for entry in fs::read_dir(&self.folder).expect("the folder can be read") {
            let path = entry.expect("the folder can be read").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let is_picture = path.extension().is_some_and(|it| it == "png");
            if is_picture && !self.names.contains(&*name) {
                println!("removed: {name}");
                fs::remove_file(&path).expect("a picture can be removed");
                removed += 1;
            }
        }
        format!(
            "gallery: {} pictures, {} changed, {removed} removed, {} KB in all",
            self.names.len(),
            self.changed,
            self.bytes.div_ceil(1000)
        )
    }
}

/// An endless animation of the pictures.
fn film(pictures: &[(&[u8], u16)]) -> Option<Vec<u8>> {
    let frames: Option<Vec<_>> = pictures.iter().map(|(it, _)| Pixels::of(it)).collect();
    let frames = frames?;
    let (width, height) = frames.first()?.size;
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, width, height);
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::High);
    encoder
        .set_animated(u32::try_from(frames.len()).ok()?, 0)
        .ok()?;
    let mut writer = encoder.write_header().ok()?;
    for (frame, (_, hundredths)) in frames.iter().zip(pictures) {
        if frame.size != (width, height) {
            return None;
        }
        writer.set_frame_delay(*hundredths, 100).ok()?;
        let colours: Vec<u8> = frame
            .dots
            .chunks_exact(4)
            .flat_map(|dot| [dot[0], dot[1], dot[2]])
            .collect();
        writer.write_image_data(&colours).ok()?;
    }
    writer.finish().ok()?;
    Some(bytes)
}

impl Pixels {
    fn of(picture: &[u8]) -> Option<Self> {
        let mut decoder = Decoder::new(Cursor::new(picture));
        decoder.set_transformations(Transformations::normalize_to_color8());
        let mut reader = decoder.read_info().ok()?;
        let mut bytes = vec![0; reader.output_buffer_size()?];
        let info = reader.next_frame(&mut bytes).ok()?;
        let bytes = &bytes[..info.buffer_size()];
        let dots = match info.color_type {
            ColorType::Rgba => bytes.to_vec(),
            ColorType::Rgb => dots(bytes.chunks_exact(3), |it| [it[0], it[1], it[2], 255]),
            ColorType::GrayscaleAlpha => {
                dots(bytes.chunks_exact(2), |it| [it[0], it[0], it[0], it[1]])
            }
            ColorType::Grayscale => dots(bytes.chunks_exact(1), |it| [it[0], it[0], it[0], 255]),
            // Impossible after the transformation.
            ColorType::Indexed => return None,
        };
        Some(Self {
            size: (info.width, info.height),
            dots,
        })
    }
}

fn dots<'a>(chunks: impl Iterator<Item = &'a [u8]>, dot: impl Fn(&[u8]) -> [u8; 4]) -> Vec<u8> {
    chunks.flat_map(dot).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Four grey pixels, encoded inefficiently, as by a browser.
    fn picture(greys: [u8; 4]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes, 2, 2);
        encoder.set_color(ColorType::Rgba);
        encoder.set_depth(BitDepth::Eight);
        let mut writer = encoder.write_header().unwrap();
        let dots: Vec<_> = greys.iter().flat_map(|it| [*it, *it, *it, 255]).collect();
        writer.write_image_data(&dots).unwrap();
        writer.finish().unwrap();
        bytes
    }

    #[test]
    fn a_moving_picture_has_all_of_them() {
        let (one, other) = (picture([0, 80, 160, 255]), picture([9, 80, 160, 255]));
        let film = film(&[(&one, 100), (&other, 250)]).unwrap();
        let mut reader = Decoder::new(Cursor::new(&film)).read_info().unwrap();
        let mut first_dots = Vec::new();
        for _ in 0..2 {
            let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
            reader.next_frame(&mut bytes).unwrap();
            first_dots.push(bytes[0]);
        }
        assert_eq!(first_dots, [0, 9]);
        let control = reader.info().frame_control().unwrap();
        assert_eq!((control.delay_num, control.delay_den), (250, 100));
    }

    #[test]
    fn only_what_looks_different_is_written() {
        let folder = std::env::temp_dir().join(format!("chakra-album-{}", std::process::id()));
        let add = |pictures: &[(&str, [u8; 4])]| {
            let mut album = Album::open(folder.clone());
            for (name, greys) in pictures {
                album.add(name, &picture(*greys));
            }
            album.close()
        };
        let (one, other) = ([0, 80, 160, 255], [0, 80, 160, 254]);
        assert!(add(&[("a", one), ("b", one)]).contains("2 pictures, 2 changed, 0 removed"));
        let written = fs::read(folder.join("a.png")).unwrap();
        assert!(written.len() < picture(one).len(), "it is made smaller");
        // Different bytes, same pixels: the file must stay as it is.
        fs::write(folder.join("a.png"), picture(one)).unwrap();
        assert!(add(&[("a", one), ("b", other)]).contains("2 pictures, 1 changed, 0 removed"));
        assert_eq!(fs::read(folder.join("a.png")).unwrap(), picture(one));
        assert!(add(&[("b", other)]).contains("1 pictures, 0 changed, 1 removed"));
        assert!(!folder.join("a.png").exists());
        fs::remove_dir_all(&folder).unwrap();
    }
}
