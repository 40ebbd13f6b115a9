/// Lets the crash net take the signals of crashes and endings before anything else runs: until `main` they would be the
/// backtracer's (SIGQUIT too), which waits for a key when the program dies on a terminal.
@_cdecl("crash_net_from_the_start")
public func crashNetFromTheStart() {}
