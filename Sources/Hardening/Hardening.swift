internal import Glibc
internal import ProcessShim

/// What a process that will hold records does before it reads anything: a configuration, an argument, a file.
///
/// The walls in the modules behind it (options of libcurl, keywords of libpq) stand without it.
public enum Hardening {
  /// Returns in a process that cannot be dumped, makes files for its owner alone, can be ended, has its
  /// three standard descriptors, crashes in silence, and has an environment of the variables of `Environment`
  /// alone. Where the environment had more than those and what every program is given, the program begins
  /// again, once, without them: some are followed before the first line of ours runs (SWIFT_BACKTRACE,
  /// LD_…, GLIBC_TUNABLES).
  ///
  /// - Parameter name: as the process is to be listed.
  public static func begin(as name: String) throws(HardeningFault) {
    try forbidDumps()
    umask(0o077)
    unblockSignals()
    process_shim_crash_silently()
    try openStandardDescriptors()
    try renewEnvironment()
    _ = process_shim_set_name(name)
  }

  /// The limit keeps a core file from being written; where the kernel pipes cores to a program the limit does
  /// not count, and only what is not dumpable is left alone.
  private static func forbidDumps() throws(HardeningFault) {
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    guard setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none) == 0 else { throw .dumps }
    guard process_shim_forbid_dumps() == 0 else { throw .dumps }
  }

  /// A parent may hand over a mask in which nothing but SIGKILL would end us.
  private static func unblockSignals() {
    var none = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, nil)
  }

  /// A file that is opened where standard error was closed would be written the messages.
  private static func openStandardDescriptors() throws(HardeningFault) {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
      guard open("/dev/null", O_RDWR) == descriptor else { throw .descriptors }
    }
  }

  /// `/proc/self/exe` is this very file, whatever has its name by now.
  private static func renewEnvironment() throws(HardeningFault) {
    #if PROOF
      if let off = getenv("SCRIM_PROOF_OFF"), String(cString: off).contains("environment") { return }
    #endif
    let given = environment()
    let clean = Environment.clean(given)
    guard given != clean else { return }
    let variables = UnsafeMutableBufferPointer<UnsafeMutablePointer<CChar>?>.allocate(
      capacity: clean.count + 1)
    _ = variables.initialize(from: clean.map { strdup($0) } + [nil])
    if Environment.isQuiet(given) {
      process_shim_keep_environment(variables.baseAddress)
      return
    }
    execve("/proc/self/exe", CommandLine.unsafeArgv, variables.baseAddress)
    throw .environment
  }

  private static func environment() -> [String] {
    var variables: [String] = []
    var next = environ
    while let variable = next.pointee {
      variables.append(String(cString: variable))
      next += 1
    }
    return variables
  }
}

/// What of it the system did not let us do. Nothing was read.
public enum HardeningFault: Error, CaseIterable {
  case dumps
  case descriptors
  case environment
}

extension HardeningFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .dumps: "This system does not let the program forbid dumps of its memory; nothing was read."
    case .descriptors: "A standard descriptor is closed, and /dev/null cannot be opened; nothing was read."
    case .environment: "The program cannot begin again with a clean environment; nothing was read."
    }
  }

  public var nextStep: String {
    switch self {
    case .dumps: "Look at what confines it (seccomp, a container's profile): prctl and setrlimit are needed."
    case .descriptors: "Give it a /dev with null, or open standard input, output and error."
    case .environment: "Mount /proc; or start it with `env -i` and SWIFT_BACKTRACE=enable=no."
    }
  }
}
