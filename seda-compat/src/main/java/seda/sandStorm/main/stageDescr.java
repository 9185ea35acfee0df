package seda.sandStorm.main;

import java.util.Hashtable;

/** A stage of the configuration. */
@SuppressWarnings({"rawtypes", "JdkObsolete"}) // the contract of 2002
public class stageDescr {
    public String stageName;
    public String className;
    public Hashtable initargs = new Hashtable();
    public int queueThreshold = -1;

    public stageDescr() {}
}
