package seda.sandStorm.lib.Gnutella;

/** Numbers and words of Gnutella 0.4. */
public interface GnutellaConst {
    int DEFAULT_GNUTELLA_PORT = 6346;
    int DEFAULT_DOWNLOAD_PORT = 8081;
    int DEFAULT_PING_INTERVAL = 5000;
    int DEFAULT_TTL = 5;
    int DEFAULT_HOPS = 0;
    int DEFAULT_SPEED = 1000;

    /** Bytes: 16 of GUID, function, ttl, hops, and four of the payload's length, least first. */
    int PACKET_HEADER_SIZE = 23;

    /** A peer that announces more is cut off. */
    int MAX_PAYLOAD_SIZE = 1000;

    String GNUTELLA_CONNECT = "GNUTELLA CONNECT/0.4\n\n";
    String GNUTELLA_OK = "GNUTELLA OK\n\n";

    byte GNUTELLA_FN_PING = 0;
    byte GNUTELLA_FN_PONG = 1;
    byte GNUTELLA_FN_PUSH = 64;
    byte GNUTELLA_FN_QUERY = -128;
    byte GNUTELLA_FN_QUERYHITS = -127;

    /** No limit. */
    int WRITE_CLOG_THRESHOLD = -1;
}
