package seda.sandStorm.api;

/** Something whose size the profiler can sample. */
public interface ProfilableIF {
    int profileSize();
}
