package io.plumbline.trainer.logger.pushgateway;

import io.plumbline.trainer.experiment.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;

/**
 * Where a run's numbers are pushed to and how often.
 *
 * @param url of the Pushgateway, http or https, without {@code /metrics}
 * @param job the label {@code job}; default {@code plumbline-trainer}
 * @param every between two pushes, 1 s to 1 h; default 10 s
 */
public record PushgatewayConfig(URI url, String job, Duration every) {
    private static final URI HARMLESS = URI.create("http://localhost");

    public static PushgatewayConfig from(Settings settings) {
        return new PushgatewayConfig(
                url(settings),
                job(settings),
                settings.duration("every", Duration.ofSeconds(1), Duration.ofHours(1), Duration.ofSeconds(10)));
    }

    private static URI url(Settings settings) {
        String text = settings.text("url");
        try {
            URI url = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (http && url.getHost() != null && url.getQuery() == null && url.getFragment() == null) {
                return url;
            }
        } catch (URISyntaxException noUrl) {
            settings.problem("url", "is '" + text + "', which is no URL: " + noUrl.getReason());
            return HARMLESS;
        }
        if (!text.isEmpty()) {
            settings.problem("url", "is '" + text + "', expected http://HOST:PORT or https://HOST:PORT");
        }
        return HARMLESS;
    }

    private static String job(Settings settings) {
        String job = settings.text("job", "plumbline-trainer");
        if (job.isBlank()) {
            settings.problem("job", "is blank, expected a name");
        }
        return job;
    }
}
