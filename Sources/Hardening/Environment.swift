/// The variables that a process may keep. A list of those that are followed (proxies, service files, key
/// logs, authorities, modules, name resolution, memory tracing, …) would be as long as the libraries'
/// manuals and grow with them; this one is ours.
package enum Environment {
  private static let names: Set<String> = [
    "PATH", "HOME", "TMPDIR", "TERM", "COLUMNS", "NO_COLOR", "LANG", "TZ", "CREDENTIALS_DIRECTORY", "CI",
  ]
  private static let prefixes = ["SCRIM_", "LC_"]

  /// Swift's runtime reads it before anything of ours runs; a crash would otherwise print values of variables
  /// on a terminal, or wherever the variable says.
  private static let noBacktrace = "SWIFT_BACKTRACE=enable=no"

  /// `NAME=value`, in their order, each name once. What it returns it leaves as it is.
  package static func clean(_ variables: [String]) -> [String] {
    var seen: Set<Substring> = []
    let kept = variables.filter { variable in
      let name = variable.prefix { $0 != "=" }
      guard variable != noBacktrace, name.count < variable.count, isKept(name) else { return false }
      return seen.insert(name).inserted
    }
    return kept + [noBacktrace]
  }

  /// Whether nobody follows, before the first line of ours runs, a variable that `clean` leaves out: those
  /// that a terminal, a timer or a service gives to every program. Of any other it cannot be known.
  package static func isQuiet(_ variables: [String]) -> Bool {
    variables.allSatisfy { variable in
      let name = String(variable.prefix { $0 != "=" })
      return isKept(name[...]) || variable == noBacktrace || usual.contains(name)
        || usualPrefixes.contains { name.hasPrefix($0) }
    }
  }

  private static let usual: Set<String> = [
    "SHELL", "USER", "LOGNAME", "USERNAME", "PWD", "OLDPWD", "SHLVL", "_", "MAIL", "EDITOR", "VISUAL",
    "PAGER", "LESSOPEN", "LESSCLOSE", "DEBUGINFOD_URLS",
    "HOSTNAME", "LS_COLORS", "COLORTERM", "LINES", "LANGUAGE", "MOTD_SHOWN", "INVOCATION_ID",
    "JOURNAL_STREAM", "MAINPID", "MANAGERPID",
    // Of a terminal on a desktop, or within another.
    "DISPLAY", "WAYLAND_DISPLAY", "WINDOWID", "DESKTOP_SESSION", "GDMSESSION", "SESSION_MANAGER",
    "DBUS_SESSION_BUS_ADDRESS", "VTE_VERSION", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "TMUX", "TMUX_PANE",
    "STY",
  ]
  private static let usualPrefixes = ["SSH_", "SUDO_", "XDG_", "SYSTEMD_", "GNOME_"]

  private static func isKept(_ name: Substring) -> Bool {
    names.contains(String(name)) || prefixes.contains { name.hasPrefix($0) }
  }
}
