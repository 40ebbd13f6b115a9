import AttentionCore
import Foundation
import Testing

@testable import AttentionKernel

/// The bytes of a safetensors file, right or wrong.
struct TensorBytes {
  /// Parts of the header: the JSON of each member.
  var members: [String] = []
  var data: [UInt8] = []

  /// Adds a tensor of zeros, or of given bytes.
  mutating func add(_ name: String, _ type: String, _ shape: [Int], bytes: [UInt8]) {
    members.append(
      "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":[\(data.count),\(data.count + bytes.count)]}"
    )
    data += bytes
  }

  var header: String { "{" + members.joined(separator: ",") + "}" }
  var bytes: [UInt8] { Self.file(header: Array(header.utf8), data: data) }

  static func file(header: [UInt8], data: [UInt8]) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) } + header + data
  }
}

func floatBytes(_ values: [Float]) -> [UInt8] {
  values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt32($0))) } }
}

func wordBytes(_ values: [UInt16]) -> [UInt8] { values.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] } }

func int32Bytes(_ values: [Int32]) -> [UInt8] {
  values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * Int32($0))) } }
}

func int64Bytes(_ values: [Int64]) -> [UInt8] {
  values.flatMap { value in (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * Int64($0))) } }
}

/// Runs `body` with the path of a folder that is removed afterwards.
func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.path)
}

/// q, k and v of two requests, four query heads on two KV heads, nine keys of 16 f32 entries.
private func validFile(contexts: [UInt8]? = nil, contextType: String = "I32") -> TensorBytes {
  var file = TensorBytes()
  let random = CounterRandom(seed: 9, stream: 1)
  func floats(_ count: Int, _ start: Int) -> [UInt8] { floatBytes((0..<count).map { random.normal(start + $0) }) }
  file.add("q", "F32", [2, 4, 16], bytes: floats(128, 0))
  if let contexts { file.add("context_lengths", contextType, [2], bytes: contexts) }
  file.add("k", "F32", [2, 2, 9, 16], bytes: floats(576, 1000))
  file.add("v", "F32", [2, 2, 9, 16], bytes: floats(576, 2000))
  return file
}

/// One request of two keys of eight entries: as few bytes as there can be, to spoil each of them.
private func smallFile() -> TensorBytes {
  var file = TensorBytes()
  file.add("q", "F16", [1, 1, 8], bytes: Array(repeating: 0, count: 16))
  file.add("k", "F16", [1, 1, 2, 8], bytes: Array(repeating: 0, count: 32))
  file.add("v", "F16", [1, 1, 2, 8], bytes: Array(repeating: 0, count: 32))
  file.add("context_lengths", "I32", [1], bytes: int32Bytes([1]))
  return file
}

struct TensorFileTests {
  private func read(_ bytes: [UInt8]) throws -> AttentionInput {
    try withFolder { folder in
      let path = folder + "/in.safetensors"
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      return try AttentionInput(reading: path)
    }
  }

  /// Expects one line of kind `file` that names the file and contains `words`.
  private func expectFailure(_ bytes: [UInt8], _ words: String, _ comment: Comment) {
    let error = #expect(throws: KernelFailure.self, comment) { try read(bytes) }
    #expect(error?.kind == .file, comment)
    let text = error?.description ?? ""
    #expect(text.contains("in.safetensors: ") && !text.contains("\n"), comment)
    #expect(text.contains(words), "\(comment): \(text)")
  }

  @Test("A valid file is read as it is")
  func validFileIsRead() throws {
    let input = try read(validFile().bytes)
    #expect(input.problem.contexts == [9, 9] && input.problem.queryHeads == 4 && input.problem.kvHeads == 2)
    #expect(input.problem.headDim == 16 && input.problem.elementType == .f32)
    #expect(input.problem.tileTokens == AttentionProblem.defaultTileTokens(headDim: 16))
    let random = CounterRandom(seed: 9, stream: 1)
    #expect(input.queries == (0..<128).map { random.normal($0) })
    #expect(input.key(8, ofSource: 3) == (0..<16).map { random.normal(1000 + (3 * 9 + 8) * 16 + $0) })
    #expect(input.value(2, ofSource: 1) == (0..<16).map { random.normal(2000 + (9 + 2) * 16 + $0) })
    // Spaces, escapes, metadata and other tensors are allowed.
    var file = validFile()
    file.add("other \\u00e9\\ud83d\\ude00\\n", "U8", [3], bytes: [1, 2, 3])
    file.add("nothing", "F64", [0, 5], bytes: [])
    file.members.append(" \"__metadata__\" : { \"format\" : \"pt\" , \"\\\"\" : \"\" } ")
    let bytes = TensorBytes.file(header: Array((file.header + "   ").utf8), data: file.data)
    #expect(try read(bytes).queries == input.queries)
  }

  @Test("Lengths, as I32 or I64, shorten the requests", arguments: [true, false])
  func contextLengths(isLong: Bool) throws {
    let lengths = isLong ? int64Bytes([9, 1]) : int32Bytes([9, 1])
    let input = try read(validFile(contexts: lengths, contextType: isLong ? "I64" : "I32").bytes)
    #expect(input.problem.contexts == [9, 1])
    let random = CounterRandom(seed: 9, stream: 1)
    #expect(input.key(0, ofSource: 3) == (0..<16).map { random.normal(1000 + 27 * 16 + $0) })
  }

  @Test("The header alone tells the problem")
  func headerAlone() throws {
    try withFolder { folder in
      let path = folder + "/in.safetensors"
      try Data(validFile(contexts: int32Bytes([3, 9])).bytes).write(to: URL(fileURLWithPath: path))
      let file = try TensorFile.header(of: path)
      #expect(file.contexts == [3, 9] && file.longest == 9 && file.requests == 2)
      #expect(try file.problem(tile: 7).tileTokens == 7)
      #expect(throws: ProblemError.self) { try file.problem(tile: 0) }
      #expect(throws: ProblemError.self) { try AttentionInput(reading: path, tile: 65537) }
    }
  }

  @Test("What lies beyond a request's length changes nothing", arguments: ["F32", "F16", "BF16"])
  func beyondTheLength(type: String) throws {
    let random = CounterRandom(seed: 10, stream: 1)
    func bytes(_ count: Int, _ start: Int, isPoisoned: (Int) -> Bool) -> [UInt8] {
      let values = (0..<count).map { isPoisoned($0) ? Float.nan : random.normal(start + $0) }
      switch type {
      case "F16": return wordBytes(values.map(f16FromFloat))
      case "BF16": return wordBytes(values.map(bf16FromFloat))
      default: return floatBytes(values)
      }
    }
    let lengths = [100, 37]
    func file(isPoisoned: Bool) -> [UInt8] {
      // [2, 2, 100, 16]: entries of keys at or beyond the length.
      let isBeyond = { (index: Int) in isPoisoned && index / 16 % 100 >= lengths[index / 16 / 200] }
      var file = TensorBytes()
      file.add("q", type, [2, 4, 16], bytes: bytes(128, 0) { _ in false })
      file.add("k", type, [2, 2, 100, 16], bytes: bytes(6400, 1000, isPoisoned: isBeyond))
      file.add("v", type, [2, 2, 100, 16], bytes: bytes(6400, 9000, isPoisoned: isBeyond))
      file.add("context_lengths", "I64", [2], bytes: int64Bytes(lengths.map(Int64.init)))
      return file.bytes
    }
    let inputs = try [false, true].map { try read(file(isPoisoned: $0)) }
    for instructionSet in InstructionSet.available {
      let engines = try inputs.map { try Engine($0, threads: 2, instructionSet: instructionSet) }
      #expect(engines[0].reference() == engines[1].reference())
      for algorithm in Algorithm.allCases {
        let problem = inputs[0].problem
        let schedule = Schedule(algorithm, problem: problem, units: 3)
        let outputs = try engines.map { try $0.execute(schedule, recording: false) }
        #expect(bits(outputs[0].output) == bits(outputs[1].output), "\(type), \(algorithm), \(instructionSet)")
        let accuracy = Accuracy(
          output: outputs[1].output, logSumExp: outputs[1].logSumExp, reference: engines[0].reference())
        #expect(accuracy.isOK, "\(type), \(algorithm), \(instructionSet): \(accuracy)")
      }
    }
  }

  @Test("Tensors that lie askew are read as well", arguments: 0..<8)
  func askew(shift: Int) throws {
    let file = validFile()
    let header = Array((file.header + String(repeating: " ", count: shift)).utf8)
    let straight = try Engine(read(file.bytes), threads: 1, instructionSet: .scalar)
    let engine = try Engine(
      read(TensorBytes.file(header: header, data: file.data)), threads: 1, instructionSet: .scalar)
    let schedule = Schedule(.lean, problem: engine.problem, units: 3)
    let isEqual =
      try engine.execute(schedule, recording: false).output
      == straight.execute(schedule, recording: false).output
    #expect(isEqual)
  }

  @Test("A file cut off at any byte is refused")
  func truncated() throws {
    let bytes = smallFile().bytes
    try withFolder { folder in
      let path = folder + "/in.safetensors"
      for count in 0..<bytes.count {
        try Data(bytes[..<count]).write(to: URL(fileURLWithPath: path))
        let error = #expect(throws: KernelFailure.self, "\(count) bytes") { try AttentionInput(reading: path) }
        #expect(error?.kind == .file && error?.description.hasPrefix(path + ": ") == true, "\(count) bytes")
      }
    }
  }

  @Test("Any one byte of the header may be wrong: it is refused or read, never a crash")
  func changedBytes() throws {
    let bytes = smallFile().bytes
    let headerBytes = smallFile().header.utf8.count
    try withFolder { folder in
      let path = folder + "/in.safetensors"
      for index in 0..<8 + headerBytes {
        for change in [UInt8(1), 2, 16, 128, 255] {
          var changed = bytes
          changed[index] ^= change
          try Data(changed).write(to: URL(fileURLWithPath: path))
          do {
            _ = try AttentionInput(reading: path)
          } catch let error as KernelFailure {
            #expect(error.kind == .file && !error.description.contains("\n"), "byte \(index) ^ \(change)")
          }
        }
      }
    }
  }

  @Test("Every kind of broken header is refused in one line")
  func brokenHeaders() throws {
    let q = "\"q\":{\"dtype\":\"F32\",\"shape\":[1,1,8],\"data_offsets\":[0,32]}"
    let k = "\"k\":{\"dtype\":\"F32\",\"shape\":[1,1,1,8],\"data_offsets\":[32,64]}"
    let v = "\"v\":{\"dtype\":\"F32\",\"shape\":[1,1,1,8],\"data_offsets\":[64,96]}"
    let data = [UInt8](repeating: 0, count: 96)
    #expect(try read(TensorBytes.file(header: Array("{\(q),\(k),\(v)}".utf8), data: data)).problem.contexts == [1])
    let many = String(repeating: "[", count: 200_000)
    let cases: [(String, String)] = [
      ("", "no JSON object"), ("[]", "no JSON object"), (" {}", "no JSON object"), ("null", "no JSON object"),
      ("{}", "bytes 0 to 96 belong to no tensor"), ("{", "ends where"), ("{\(q),\(k),\(v)", "ends where"),
      ("{\(q),\(k),\(v)}x", "is not the end"), ("{\(q),\(k),\(v),}", "is not"), ("{\(q) \(k),\(v)}", "is not"),
      ("{\(q),\(k),\(v),\(v)}", "there twice"), ("{\(q),\(k)}", "bytes 64 to 96 belong to no tensor"),
      ("{\(q),\(k),\(v.replacing("\"v\"", with: "\"w\""))}", "no tensor \"v\""),
      ("{\(q),\(k),\(v.replacing("64,96", with: "32,64"))}", "inside another tensor"),
      ("{\(q),\(k),\(v.replacing("64,96", with: "60,92"))}", "inside another tensor"),
      ("{\(q),\(k),\(v.replacing("64,96", with: "68,100"))}", "belong to no tensor"),
      ("{\(q),\(k),\(v.replacing("64,96", with: "96,64"))}", "ends before it begins"),
      ("{\(q),\(k),\(v.replacing("64,96", with: "64,95"))}", "has 31 bytes"),
      ("{\(q),\(k),\(v.replacing("64,96", with: "-64,96"))}", "v.data_offsets[0]: -64 is not from 0"),
      ("{\(q),\(k),\(v.replacing("64,96", with: "64.0,96"))}", "64.0 is no whole number"),
      ("{\(q),\(k),\(v.replacing("64,96", with: "064,96"))}", "is no number"),
      ("{\(q),\(k),\(v.replacing("64,96", with: "64,9e1"))}", "9e1 is no whole number"),
      ("{\(q),\(k),\(v.replacing("64,96", with: "64"))}", "no two data_offsets"),
      ("{\(q),\(k),\(v.replacing("64,96", with: "64,96,128"))}", "no two data_offsets"),
      ("{\(q),\(k),\(v.replacing("64,96", with: "64,99999999999999999999"))}", "too large"),
      ("{\(q),\(k),\(v.replacing("[1,1,1,8]", with: "[4294967296,4294967296,4294967296,8]"))}", "overflows"),
      ("{\(q),\(k),\(v.replacing("[1,1,1,8]", with: "[1,1,1,9]"))}", "has 32 bytes"),
      ("{\(q),\(k),\(v.replacing("[1,1,1,8]", with: "[1,1,8]"))}", "not 4 dimensions"),
      ("{\(q),\(k),\(v.replacing("[1,1,1,8]", with: "[1,1,2,4]"))}", "\"v\" [1, 1, 2, 4]"),
      ("{\(q),\(k),\(v.replacing("F32", with: "I32"))}", "not of one"),
      ("{\(q),\(k),\(v.replacing("F32", with: "F99"))}", "unknown type"),
      ("{\(q),\(k),\(v.replacing("\"F32\"", with: "32"))}", "v.dtype: is no string"),
      ("{\(q),\(k),\(v.replacing("\"dtype\"", with: "\"type\""))}", "v.type: is unknown"),
      ("{\(q),\(k),\(v.replacing("\"shape\":[1,1,1,8],", with: ""))}", "no shape"),
      ("{\(q),\(k),\(v.replacing("\"dtype\":\"F32\",", with: ""))}", "no dtype"),
      ("{\(q),\(k),\(v.replacing("\"dtype\"", with: "\"dtype\":\"F32\",\"dtype\""))}", "v: \"dtype\" is there twice"),
      ("{\(q),\(k),\"v\":\(many)", "v: is no object"), ("{\(q),\(k),\"v\":null}", "v: is no object"),
      ("{\(many)", "is no string"),
      ("{\(q),\(k),\(v),\"__metadata__\":{\"a\":1}}", "__metadata__.a: is no string"),
      ("{\(q),\(k),\(v),\"__metadata__\":\"a\"}", "__metadata__: is no object"),
      ("{\(q),\(k),\(v),\"__metadata__\":{\"a\":\"\",\"a\":\"\"}}", "__metadata__: \"a\" is there twice"),
      ("{\(q),\(k),\(v),\"__metadata__\":{},\"__metadata__\":{}}", "there twice"),
      ("{\(q),\(k),\(v),\"\\ud800\":{}}", "is not"), ("{\(q),\(k),\(v),\"\\x\":{}}", "is not an escape"),
      ("{\(q),\(k),\(v),\"a\u{1}\":{}}", "is not a character"),
    ]
    for (header, words) in cases {
      expectFailure(TensorBytes.file(header: Array(header.utf8), data: data), words, "\(header.prefix(300))")
    }
    // No UTF-8; a name of many lines; lengths that are not those of the file.
    let invalid = Array("{\(q),\(k),\(v),\"".utf8) + [0xff, 0xfe] + Array("\":{}}".utf8)
    expectFailure(TensorBytes.file(header: invalid, data: data), "no UTF-8", "invalid UTF-8")
    let lines = "\"a\\nb\\u2028c\":{\"dtype\":\"X\",\"shape\":[],\"data_offsets\":[96,96]}"
    expectFailure(TensorBytes.file(header: Array("{\(lines),\(q),\(k),\(v)}".utf8), data: data), "a?b?c", "lines")
    let valid = TensorBytes.file(header: Array("{\(q),\(k),\(v)}".utf8), data: data)
    expectFailure(valid + [0], "bytes 96 to 97 belong to no tensor", "a byte too many")
    expectFailure([255, 255, 255, 255, 255, 255, 255, 255] + valid.dropFirst(8), "header", "a huge header")
    expectFailure([0, 0, 0, 0, 0, 0, 0, 128] + valid.dropFirst(8), "header", "a negative length")
    expectFailure([], "too few", "an empty file")
  }

  @Test("Shapes and lengths that are no problem of ours are refused")
  func wrongProblems() throws {
    func file(
      q: [Int], k: [Int], type: String = "F16", size: Int = 2, lengths: (String, [Int], [UInt8])? = nil
    ) -> [UInt8] {
      var file = TensorBytes()
      file.add("q", type, q, bytes: Array(repeating: 0, count: q.reduce(size, *)))
      file.add("k", type, k, bytes: Array(repeating: 0, count: k.reduce(size, *)))
      file.add("v", type, k, bytes: Array(repeating: 0, count: k.reduce(size, *)))
      if let lengths { file.add("context_lengths", lengths.0, lengths.1, bytes: lengths.2) }
      return file.bytes
    }
    let q = [2, 4, 16]
    let k = [2, 2, 3, 16]
    let cases: [(String, [UInt8], String)] = [
      ("heads", file(q: [2, 3, 16], k: k), "not a multiple of 2 KV heads"),
      ("requests", file(q: [3, 4, 16], k: k), "does not fit"),
      ("head dimension", file(q: [2, 4, 8], k: k), "does not fit"),
      ("odd head dimension", file(q: [2, 4, 12], k: [2, 2, 3, 12]), "not a multiple of 8"),
      ("large head dimension", file(q: [1, 1, 520], k: [1, 1, 1, 520]), "not from 8 to 512"),
      ("no keys", file(q: q, k: [2, 2, 0, 16]), "shape [2, 2, 0, 16]"),
      ("no requests", file(q: [0, 4, 16], k: [0, 2, 3, 16]), "shape [0, 4, 16]"),
      ("three dimensions", file(q: q, k: [2, 2, 48]), "not 4 dimensions"),
      ("many rows", file(q: [1 << 20, 2, 8], k: [1 << 20, 1, 1, 8]), "more than 1048576"),
      ("many requests", file(q: [1 << 20 + 1, 1, 8], k: [1 << 20 + 1, 1, 1, 8]), "more than 1048576"),
      ("doubles", file(q: q, k: k, type: "F64", size: 8), "not F32, F16 or BF16"),
      ("length 0", file(q: q, k: k, lengths: ("I32", [2], int32Bytes([0, 1]))), "context_lengths[0] is 0"),
      ("length 4", file(q: q, k: k, lengths: ("I64", [2], int64Bytes([3, 4]))), "context_lengths[1] is 4"),
      ("negative", file(q: q, k: k, lengths: ("I64", [2], int64Bytes([.min, 1]))), "is -9223372036854775808"),
      ("lengths' type", file(q: q, k: k, lengths: ("F32", [2], int32Bytes([1, 1]))), "not I32 or I64"),
      ("lengths' shape", file(q: q, k: k, lengths: ("I32", [2, 1], int32Bytes([1, 1]))), "not [2]"),
      ("lengths' count", file(q: q, k: k, lengths: ("I32", [1], int32Bytes([1]))), "not [2]"),
    ]
    for (name, bytes, words) in cases { expectFailure(bytes, words, Comment(rawValue: name)) }
  }

  @Test("What is no ordinary file is refused at once")
  func notAFile() throws {
    try withFolder { folder in
      let fifo = folder + "/fifo"
      #expect(mkfifo(fifo, 0o600) == 0)
      for path in [folder, fifo, folder + "/missing", "/dev/null", "/dev/zero", "", folder + "/fifo/x"] {
        let error = #expect(throws: KernelFailure.self, "\(path)") { try AttentionInput(reading: path) }
        let named = path.isEmpty ? "''" : path
        #expect(error?.kind == .file && error?.description.hasPrefix(named + ": ") == true, "\(path)")
      }
    }
  }
}
