package seda.sandStorm.lib.http;

/** Constants of the library. */
public interface httpConst {
    int DEFAULT_HTTP_PORT = 80;
    int WRITE_CLOG_THRESHOLD = -1;
    String CRLF = "\r\n";
    String HTTP_VERSION = "HTTP/1.1";
}
