import CellFrame
import Foundation
import Glibc

/// What the locale that the environment asks for says about text, without switching to it.
public struct UserLocale: Sendable, Hashable {
  /// Its character set, as `locale charmap` names it.
  public var codeset: String
  /// Its name, where it is not installed on this system.
  public var missing: String?

  /// The locale of this process's environment.
  public static let ofThisProcess = UserLocale(environment: ProcessInfo.processInfo.environment) {
    guard let locale = newlocale(LC_CTYPE_MASK, "", nil) else { return nil }
    defer { freelocale(locale) }
    return nl_langinfo_l(nl_item(CODESET), locale).map { String(cString: $0) } ?? ""
  }

  /// - Parameter installed: the character set of the environment's locale; `nil` where the system does not have it. The
  ///   name is then believed: "de_DE.UTF-8", from a machine that has it, still says that the terminal shows UTF-8.
  init(environment: [String: String], installed: () -> String?) {
    let name = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    if let codeset = installed() {
      self.codeset = codeset
    } else {
      missing = name
      let parts = (name ?? "").split(separator: "@", omittingEmptySubsequences: false)[0].split(separator: ".")
      codeset = parts.count > 1 ? String(parts[parts.count - 1]) : "ANSI_X3.4-1968"
    }
  }

  public var charset: Charset { Charset(codeset: codeset) }

  /// What a person should know: that text is poorer than their terminal may be.
  public var complaint: String? {
    guard let missing, charset == .ascii else { return nil }
    return
      "the locale \(TerminalError.quoted(missing)) is not installed here, so this is ASCII; LC_ALL=C.UTF-8 is UTF-8"
  }
}

extension Charset {
  /// What a locale's character set can show.
  init(codeset: String) {
    let name = codeset.uppercased()
    self = name == "UTF-8" || name == "UTF8" ? .utf8 : .ascii
  }
}
