package seda.sandStorm.lib.aDisk;

import java.io.IOException;

/** A directory cannot be opened as an {@link AFile}. */
public class FileIsDirectoryException extends IOException {
    private static final long serialVersionUID = 1L;

    public FileIsDirectoryException(String message) {
        super(message);
    }
}
