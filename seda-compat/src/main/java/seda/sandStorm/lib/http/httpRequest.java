package seda.sandStorm.lib.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpField;
import seda.sandStorm.api.ClassQueueElementIF;
import seda.sandStorm.core.TimeStampedEvent;

/** A request, stamped when it was parsed. Safe for any thread but for {@link #setRequestClass}. */
@SuppressWarnings("rawtypes") // the contract of 2002
public class httpRequest extends TimeStampedEvent implements httpConst, ClassQueueElementIF {
    public static final int REQUEST_GET = 0;
    public static final int REQUEST_POST = 1;
    public static final int HTTPVER_09 = 0;
    public static final int HTTPVER_10 = 1;
    public static final int HTTPVER_11 = 2;

    /** The value of a key of the query that has none. */
    public static final String QUERY_KEY_SET = "true";

    private static final String CLASS_FIELD = "User-Class";
    private static final String[] VERSIONS = {"HTTP/0.9", "HTTP/1.0", "HTTP/1.1"};

    private final httpConnection connection;
    private final String method;
    private final String target;
    private final String url;
    private final int version;
    private final List<HttpField> fields;
    private final Map<String, List<String>> query; // null if there is none
    private int requestClass = -1;

    httpRequest(httpConnection connection, String method, String target, int version, List<HttpField> fields) {
        this.connection = connection;
        this.method = method;
        this.target = target;
        this.version = version;
        this.fields = fields;
        this.timestamp = System.currentTimeMillis();
        int question = target.indexOf('?');
        url = question < 0 ? target : target.substring(0, question);
        query = question < 0 ? null : parsed(target.substring(question + 1));
        String ownClass = getHeader(CLASS_FIELD);
        if (ownClass != null) {
            requestClass = number(ownClass);
        }
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static Map<String, List<String>> parsed(String query) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String pair : query.split("[;&]", -1)) {
            int equals = pair.indexOf('=');
            String key = decoded(equals < 0 ? pair : pair.substring(0, equals));
            if (!key.isEmpty()) {
                String value = equals < 0 ? QUERY_KEY_SET : decoded(pair.substring(equals + 1));
                values.computeIfAbsent(key, k -> new ArrayList<>(1)).add(value);
            }
        }
        return values;
    }

    /** Decoded, or as it is if it has escapes that are none. */
    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    /** {@link #REQUEST_GET} or {@link #REQUEST_POST}. */
    public int getRequest() {
        return method.equals("POST") ? REQUEST_POST : REQUEST_GET;
    }

    /** The path without the query, as the client wrote it: not decoded. */
    public String getURL() {
        return url;
    }

    /** {@link #HTTPVER_09}, {@link #HTTPVER_10} or {@link #HTTPVER_11}. */
    public int getHttpVer() {
        return version;
    }

    public httpConnection getConnection() {
        return connection;
    }

    /**
     * The whole value of a field, in any case of its name; those of a repeated field joined by a comma and a blank. Null if
     * it is absent.
     */
    public String getHeader(String name) {
        String found = null;
        for (int i = 0; i < fields.size(); i++) {
            HttpField field = fields.get(i);
            if (field.getName().equalsIgnoreCase(name)) {
                String value = field.getValue() == null ? "" : field.getValue();
                found = found == null ? value : found + ", " + value;
            }
        }
        return found;
    }

    /** The keys of the query; null if there is none. */
    public Enumeration getQueryKeys() {
        return query == null ? null : Collections.enumeration(query.keySet());
    }

    /** The first value of a key; null if it is absent. */
    public String getQuery(String key) {
        String[] values = getQuerySet(key);
        return values == null ? null : values[0];
    }

    /** All values of a key, in order; null if it is absent. */
    public String[] getQuerySet(String key) {
        List<String> values = query == null ? null : query.get(key);
        return values == null ? null : values.toArray(new String[0]);
    }

    /** Whether a response needs a header: all do but those to HTTP/0.9. */
    public boolean headerNeeded() {
        return version > HTTPVER_09;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("httpRequest[")
                .append(method).append(' ').append(target).append(' ').append(VERSIONS[version]);
        for (HttpField field : fields) {
            // Jetty gives a known name in its usual case or as sent, by how the packets are split.
            String name = field.getHeader() == null ? field.getName() : field.getHeader().asString();
            text.append("\n\t").append(name).append(' ').append(field.getValue());
        }
        return text.append(']').toString();
    }

    /** The class of service: the field {@code User-Class}, else -1, unless it was set. */
    @Override
    public int getRequestClass() {
        return requestClass;
    }

    @Override
    public void setRequestClass(int requestClass) {
        this.requestClass = requestClass;
    }

    String method() {
        return method;
    }
}
