#include <bench/cases.hpp>
#include <bench/options.hpp>

#include <CLI/CLI.hpp>

#include <cstdlib>

namespace praetor::bench {

options parse_options(int argc, char** argv)
{
    options wanted;
    double rate = 0;
    double warm_up = wanted.warm_up.count();
    double measured = wanted.measured.count();
    pid_t server = 0;
    bool identity = false;
    std::string names;
    for (auto const& known : all_cases())
        names += " " + std::string{known.name};

    CLI::App app{"Load generator for a Prefect server. Cases:" + names, "praetor_bench"};
    app.add_option("case", wanted.case_name, "what to measure")->required();
    app.add_option("--host", wanted.host, "address of the server");
    app.add_option("--port", wanted.port, "port of the server");
    app.add_option("--connections", wanted.connections, "connections kept open")->check(CLI::Range(1, 10000));
    app.add_option("--rate", rate, "open loop: units a second, whatever the answers do");
    app.add_option("--warm-up", warm_up, "seconds asked and not counted");
    app.add_option("--seconds", measured, "seconds counted");
    app.add_option("--server-pid", server, "process whose processor time is read, with its children");
    app.add_option("--events", wanted.events, "events of the cases about events");
    app.add_option("--subscribers", wanted.subscribers, "subscribers of events-out");
    app.add_option("--once-prepared", wanted.once_prepared, "a command to run before the warm-up");
    app.add_flag("--tls", wanted.tls, "speak TLS");
    app.add_flag("--anew", wanted.anew, "connect anew for each request");
    app.add_flag("--identity", identity, "do not accept gzip");
    try {
        app.parse(argc, argv);
    }
    catch (CLI::ParseError const& problem) {
        std::exit(app.exit(problem));
    }
    if (rate > 0)
        wanted.rate = rate;
    if (server > 0)
        wanted.server = server;
    wanted.warm_up = std::chrono::duration<double>{warm_up};
    wanted.measured = std::chrono::duration<double>{measured};
    wanted.gzip = !identity;
    return wanted;
}

} // namespace praetor::bench
