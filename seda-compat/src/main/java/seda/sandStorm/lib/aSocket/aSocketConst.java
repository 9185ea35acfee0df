package seda.sandStorm.lib.aSocket;

/** Constants of the socket layer. */
public interface aSocketConst {
    int READ_BUFFER_SIZE = 16384;
    boolean READ_BUFFER_COPY = true;
    int TRYWRITE_SPIN = 10;
    int MAX_WRITE_LEN = -1;
    int MAX_WRITE_REQS_PER_SOCKET = 1000;
    int MAX_WRITES_AT_ONCE = -1;
    int MAX_ACCEPTS_AT_ONCE = 1000;
    int WRITE_MASK_DISABLE_THRESHOLD = 10;
    int SELECT_TIMEOUT = 1000;
    int SELECT_SPIN = 1;
    int EVENT_QUEUE_TIMEOUT = 1000;
    int EVENT_QUEUE_SPIN = 10;
    int LARGE_AGGREGATION = 4096;
    int MEASUREMENT_SIZE = 200;
    String READSTAGE_NAME = "aSocket ReadStage";
    String WRITESTAGE_NAME = "aSocket WriteStage";
    String LISTENSTAGE_NAME = "aSocket ListenStage";
}
