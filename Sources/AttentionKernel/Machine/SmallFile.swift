import Glibc

/// The text of a small file of the system (/proc, /sys), `nil` where it cannot be read.
func textOfSmallFile(_ path: String) -> String? {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return nil }
  defer { close(descriptor) }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 16384)
  while bytes.count < 1 << 20 {
    let count = read(descriptor, &chunk, chunk.count)
    if count <= 0 { break }
    bytes += chunk[..<count]
  }
  return String(decoding: bytes, as: UTF8.self)
}

/// The value of a line `key value …` or `key: value …`.
func number(after key: String, in text: String) -> Int? {
  for line in text.split(separator: "\n") {
    let words = line.split { $0 == " " || $0 == "\t" || $0 == ":" }
    if words.count >= 2, words[0] == key { return Int(words[1]) }
  }
  return nil
}
