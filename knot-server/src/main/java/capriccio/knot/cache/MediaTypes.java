package capriccio.knot.cache;

import static java.util.Map.entry;

import java.util.Locale;
import java.util.Map;

/** Media types by the extension of a file's name. */
final class MediaTypes {
    private static final String DEFAULT = "application/octet-stream";
    private static final Map<String, String> BY_EXTENSION = Map.ofEntries(
            entry("html", "text/html; charset=utf-8"),
            entry("htm", "text/html; charset=utf-8"),
            entry("css", "text/css; charset=utf-8"),
            entry("js", "text/javascript; charset=utf-8"),
            entry("mjs", "text/javascript; charset=utf-8"),
            entry("txt", "text/plain; charset=utf-8"),
            entry("md", "text/markdown; charset=utf-8"),
            entry("csv", "text/csv; charset=utf-8"),
            entry("json", "application/json"),
            entry("xml", "application/xml"),
            entry("pdf", "application/pdf"),
            entry("zip", "application/zip"),
            entry("gz", "application/gzip"),
            entry("wasm", "application/wasm"),
            entry("svg", "image/svg+xml"),
            entry("png", "image/png"),
            entry("jpg", "image/jpeg"),
            entry("jpeg", "image/jpeg"),
            entry("gif", "image/gif"),
            entry("webp", "image/webp"),
            entry("ico", "image/x-icon"),
            entry("mp3", "audio/mpeg"),
            entry("mp4", "video/mp4"),
            entry("woff", "font/woff"),
            entry("woff2", "font/woff2"));

    private MediaTypes() {}

    static String of(String fileName) {
        String extension = fileName.substring(fileName.lastIndexOf('.') + 1);
        return BY_EXTENSION.getOrDefault(extension.toLowerCase(Locale.ROOT), DEFAULT);
    }
}
