package capriccio.blockinggraph.test;

/** Says whether a text is JSON; nothing more. */
final class Json {
    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    static boolean isWellFormed(String text) {
        Json j = new Json(text.strip());
        return j.value() && j.at == j.text.length();
    }

    private boolean eat(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private boolean value() {
        if (eat('{')) {
            return members('}', true);
        } else if (eat('[')) {
            return members(']', false);
        } else if (at < text.length() && text.charAt(at) == '"') {
            return string();
        }
        int from = at;
        while (at < text.length() && (Character.isDigit(text.charAt(at)) || text.charAt(at) == '-')) {
            at++;
        }
        return at > from;
    }

    private boolean members(char close, boolean named) {
        if (eat(close)) {
            return true;
        }
        do {
            if (named && !(string() && eat(':'))) {
                return false;
            }
            if (!value()) {
                return false;
            }
        } while (eat(','));
        return eat(close);
    }

    private boolean string() {
        if (!eat('"')) {
            return false;
        }
        while (at < text.length() && text.charAt(at) != '"') {
            if (text.charAt(at) < ' ') {
                return false;
            }
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return eat('"');
    }
}
