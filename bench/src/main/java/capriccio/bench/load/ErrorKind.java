package capriccio.bench.load;

/** What can go wrong with a connection or a response. */
public enum ErrorKind {
    /** The connection was refused, or could not be made for another reason. */
    CONNECT,
    /** The server reset the connection. */
    RESET,
    /** The server closed the connection in the middle of a response, or before it. */
    CLOSED_EARLY,
    /** No whole response within the client's timeout. */
    TIMEOUT,
    /** The bytes that came are no HTTP/1.1 response with a Content-Length. */
    PROTOCOL,
    /** A status other than 200, refusals apart. */
    STATUS,
    /** A Content-Length that is not the length of the file. */
    WRONG_LENGTH,
    /** A body that differs from the file in at least one byte. */
    WRONG_BYTES
}
