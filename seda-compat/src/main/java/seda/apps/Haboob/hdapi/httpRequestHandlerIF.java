package seda.apps.Haboob.hdapi;

import seda.sandStorm.lib.http.httpRequest;
import seda.sandStorm.lib.http.httpResponse;

/**
 * Makes the page of a dynamic URL. Needs a public class with a public constructor without arguments; each instance serves
 * one request at a time and is used again, by any thread.
 */
public interface httpRequestHandlerIF {
    /** The response; null, and whatever is thrown, becomes a 500. */
    httpResponse handleRequest(httpRequest request) throws Exception;
}
