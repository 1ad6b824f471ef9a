// Client credentials, then Graph, with java.net.http. Arguments: origin of the platform, base URL of Graph.

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

public class Daemon {
    public static void main(String[] args) throws Exception {
        var env = System.getenv();
        var form = Map.of(
                "grant_type", "client_credentials",
                "client_id", env.get("AZURE_CLIENT_ID"),
                "client_secret", env.get("AZURE_CLIENT_SECRET"),
                "scope", "https://graph.microsoft.com/.default").entrySet().stream()
            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
        var endpoint = URI.create(args[0] + "/" + env.get("AZURE_TENANT_ID") + "/oauth2/v2.0/token");
        var tokens = send(HttpRequest.newBuilder(endpoint)
            .header("content-type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form)));
        var token = Pattern.compile("\"access_token\":\"([^\"]*)\"").matcher(tokens);
        if (!token.find()) throw new AssertionError(tokens);
        send(HttpRequest.newBuilder(URI.create(args[1] + "/users")).header("authorization", "Bearer " + token.group(1)));
    }

    static String send(HttpRequest.Builder request) throws Exception {
        var reply = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
        if (reply.statusCode() != 200) throw new AssertionError(reply.uri() + " answers " + reply.body());
        return reply.body();
    }
}
