import CKernelSupport
import Glibc

/// What a new thread is told.
private final class ThreadStart: Sendable {
  let core: Int32?
  let body: @Sendable () -> Void

  init(core: Int32?, body: @escaping @Sendable () -> Void) {
    self.core = core
    self.body = body
  }
}

/// The system's reason not to start a thread.
struct ThreadError: Error {
  var code: Int32
}

/// Workers call nothing deep: the tile kernels keep their state in registers and in memory given to them.
private let stackBytes = 256 << 10

/// A thread that was started, to be joined once.
struct WorkerThread: Sendable {
  private let handle: pthread_t

  /// Starts a thread, on one core if given, that runs `body` and ends. Signals that ask the program for something go to its
  /// other threads; those that say a thread did wrong come to it as to any.
  static func start(core: Int32?, _ body: @escaping @Sendable () -> Void) -> Result<WorkerThread, ThreadError> {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, stackBytes)

    var blocked = sigset_t()
    var before = sigset_t()
    sigfillset(&blocked)
    for fault in [SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT] { sigdelset(&blocked, fault) }
    pthread_sigmask(SIG_SETMASK, &blocked, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }

    let start = Unmanaged.passRetained(ThreadStart(core: core, body: body))
    var handle = pthread_t()
    let result = pthread_create(&handle, &attributes, runThread, start.toOpaque())
    if result != 0 {
      start.release()
      return .failure(ThreadError(code: result))
    }
    return .success(WorkerThread(handle: handle))
  }

  /// Waits for its end. A thread cannot wait for its own: it is let go instead.
  func join() {
    if pthread_equal(handle, pthread_self()) != 0 {
      pthread_detach(handle)
    } else {
      pthread_join(handle, nil)
    }
  }
}

private func runThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument else { return nil }
  let start = Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue()
  // Pinning is for steadier times only; where it is not allowed the thread runs anywhere.
  if let core = start.core { _ = lean_pin_to_processor(core) }
  start.body()
  return nil
}
