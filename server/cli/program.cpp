#include <server/cli/program.hpp>

#include <server/base/error.hpp>

#include <db/dialects/postgresql/conninfo.hpp>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <sys/wait.h>
#include <unistd.h>

namespace praetor::cli {
namespace {

// A value of a connection string (PostgreSQL manual, 34.1.1.1).
std::string quoted(std::string_view value)
{
    std::string text{'\''};
    for (char const c : value) {
        if (c == '\'' || c == '\\')
            text += '\\';
        text += c;
    }
    return text + '\'';
}

std::vector<char*> pointers(std::vector<std::string> const& arguments)
{
    std::vector<char*> all;
    for (auto const& one : arguments)
        all.push_back(const_cast<char*>(one.c_str()));
    all.push_back(nullptr);
    return all;
}

} // namespace

program postgresql_program(std::string name, db::options const& options)
{
    auto patient = options;
    patient.statement_timeout = {};
    db::postgresql::conninfo const to{patient};
    auto const given = to.parameters(true);
    program made{{std::move(name)}, {}};
    std::string target;
    for (std::size_t i = 0; given.keywords[i] != nullptr; ++i) {
        if (std::strcmp(given.keywords[i], "password") == 0)
            made.environment.emplace_back("PGPASSWORD", given.values[i]);
        // Of a key's pass phrase the environment knows nothing; the program asks for it.
        else if (std::strcmp(given.keywords[i], "sslpassword") != 0)
            target += (target.empty() ? "" : " ") + std::string{given.keywords[i]} + '=' + quoted(given.values[i]);
    }
    made.arguments.push_back("--dbname=" + target);
    // A session like the server's; the last two would win over the first.
    made.environment.emplace_back("PGOPTIONS", to.session_options());
    for (auto const& one : to.session())
        if (one.name == "timezone" || one.name == "datestyle")
            made.environment.emplace_back(one.name == "timezone" ? "PGTZ" : "PGDATESTYLE", one.value);
    return made;
}

void become(program const& which)
{
    for (auto const& [name, value] : which.environment)
        setenv(name.c_str(), value.c_str(), 1);
    auto const arguments = pointers(which.arguments);
    execvp(arguments.front(), arguments.data());
    throw error{errc::unavailable, "can not run " + which.arguments.front() + ": " + std::strerror(errno) +
                                       (errno == ENOENT ? " (is it installed?)" : "")};
}

int run_program(program const& which)
{
    auto const child = fork();
    if (child < 0)
        throw error{errc::unavailable, std::string{"fork: "} + std::strerror(errno)};
    if (child == 0) {
        try {
            become(which);
        }
        catch (error const& refused) {
            auto const message = std::string{"praetor: "} + refused.what() + '\n';
            [[maybe_unused]] auto const written = write(STDERR_FILENO, message.data(), message.size());
            _exit(127);
        }
    }
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

} // namespace praetor::cli
