package seda.sandStorm.internal;

/** Which release this behaves like. */
public interface sandStormConst {
    int MAJOR_VERSION = 3;
    int MINOR_VERSION = 0;
    String VERSION_STRING = "3.0";
    String WELCOME_STRING = "Sandstorm v" + VERSION_STRING + " <mdw@cs.berkeley.edu>";
}
