package lakebase.spark;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** What starts a worker, by how its application was published. */
public final class WorkerCommandChecks {
    private static final String SELF_CONTAINED = "{\"runtimeOptions\": {\"includedFrameworks\": [{\"name\": \"Microsoft.NETCore.App\"}]";

    public static void main(String[] args) throws IOException {
        Path folder = Files.createTempDirectory("lakebase-checks");
        Map<String, String> settings = new HashMap<>();
        settings.put("app.dir", folder.toString());
        settings.put("app.assembly", "App");

        message("a single file", settings, "has no LakebaseForeachWriter.Worker.dll", "PublishSingleFile");
        write(folder, "LakebaseForeachWriter.Worker.dll", "");

        write(folder, "App.runtimeconfig.json", SELF_CONTAINED + "}}");
        message("no executable", settings, "its executable " + folder.resolve("App") + " is missing");
        write(folder, "App", "");
        message("no executable bit", settings, "lost its executable bit", ".tar.gz");
        Check.equal("made executable", true, new File(folder.toFile(), "App").setExecutable(true));
        ProcessBuilder worker = WorkerCommand.from(settings).toProcess();
        Check.equal("self-contained",
            Arrays.asList(folder.resolve("App").toString(), "LakebaseForeachWriter.Worker.dll", "App"), worker.command());
        Check.equal("its hook", "LakebaseForeachWriter.Worker", worker.environment().get("DOTNET_STARTUP_HOOKS"));
        Check.equal("shared", WorkerCommand.from(settings), WorkerCommand.from(settings));

        write(folder, "App.runtimeconfig.json",
            SELF_CONTAINED + ", \"configProperties\": {\"System.StartupHookProvider.IsSupported\": false}}}");
        message("no hooks", settings, "without startup hooks", "StartupHookSupport true");

        write(folder, "App.runtimeconfig.json", "{\"runtimeOptions\": {\"framework\": {\"name\": \"Microsoft.NETCore.App\"}}}");
        worker = WorkerCommand.from(settings).toProcess();
        Check.equal("framework-dependent", Arrays.asList("exec", "--depsfile", "App.deps.json", "--runtimeconfig", "App.runtimeconfig.json",
            "LakebaseForeachWriter.Worker.dll", "App"), worker.command().subList(1, worker.command().size()));
        Check.equal("no hook", null, worker.environment().get("DOTNET_STARTUP_HOOKS"));
        Check.finish();
    }

    private static void message(String what, Map<String, String> settings, String... parts) {
        String message = "";
        try {
            WorkerCommand.from(settings);
        } catch (IOException e) {
            message = e.getMessage();
        }
        for (String part : parts) {
            Check.equal(what + ", in \"" + message + "\"", true, message.contains(part));
        }
    }

    private static void write(Path folder, String name, String text) throws IOException {
        Files.write(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
    }
}
