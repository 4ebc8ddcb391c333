// A PostgreSQL server of a test's own, to be stopped, killed and started again.
#pragma once

#include <db/database.hpp>
#include <db/options.hpp>

#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace praetor::tests {

class postgres_cluster
{
public:
    // Makes and starts one in a temporary folder, on a free port of 127.0.0.1; `settings` are lines of postgresql.conf.
    // Throws std::runtime_error where there are no programs of PostgreSQL.
    explicit postgres_cluster(std::vector<std::string> settings = {});
    // A streaming replica of the other one.
    struct standby_of
    {
        postgres_cluster& primary;
    };
    explicit postgres_cluster(standby_of of);
    // Ends the server and removes the folder.
    ~postgres_cluster();
    postgres_cluster(postgres_cluster const&) = delete;
    postgres_cluster& operator=(postgres_cluster const&) = delete;

    // Starts the server and waits until it answers.
    void start();
    // Ends sessions, then the server, as an administrator does.
    void stop();
    // Kills the server and all its processes, as a machine without memory does.
    void kill();
    // Lets it stand still, connections open, until it may go on.
    void freeze();
    void thaw();

    unsigned short port() const noexcept { return port_; }
    // "postgresql://prefect@127.0.0.1:port"
    std::string url() const;
    std::string const& folder() const noexcept { return folder_; }
    // Runs statements past praetor. Gives the first column of the last row.
    std::string run(std::string const& statements, std::string const& database = "postgres") const;
    // A file in the folder that the server may read; gives its path.
    std::string write(std::string_view name, std::string_view text) const;

private:
    void make_folder();
    std::vector<std::string> own_settings() const;
    void add_settings(std::vector<std::string> const& lines) const;
    std::vector<pid_t> processes() const;

    std::string folder_;
    unsigned short port_ = 0;
    pid_t server_ = 0;
};

// Runs a program to its end, as the user "postgres" where this one is root; throws std::runtime_error, with what it
// said, where it fails.
void run_program(std::vector<std::string> const& words);
// Starts a program that goes on; what it says goes to `log`.
pid_t start_program(std::vector<std::string> const& words, std::string const& log);
// A port of 127.0.0.1 that nobody listens on.
unsigned short free_port();

} // namespace praetor::tests
