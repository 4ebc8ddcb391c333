#include <tests/support/postgres_cluster.hpp>

#include <libpq-fe.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <thread>

#include <arpa/inet.h>
#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace praetor::tests {
namespace {

namespace fs = std::filesystem;

// Of the release that is tested with (tests/support/postgres.sh).
std::string program(std::string const& name)
{
    auto const* const folder = std::getenv("PRAETOR_TEST_POSTGRES_BIN");
    return (folder != nullptr ? std::string{folder} : "/usr/lib/postgresql/15/bin") + '/' + name;
}

struct account
{
    uid_t user = 0;
    gid_t group = 0;
};

// The server refuses to run as root; nothing where this user will do.
std::optional<account> postgres_account()
{
    if (getuid() != 0)
        return std::nullopt;
    auto const* found = getpwnam("postgres");
    if (found == nullptr)
        throw std::runtime_error{"there is no user postgres"};
    return account{found->pw_uid, found->pw_gid};
}

// In the child of a process with threads: nothing but system calls.
[[noreturn]] void become(char* const* arguments, char const* log, std::optional<account> const& as)
{
    int const out = open(log, O_WRONLY | O_CREAT | O_APPEND, 0644);
    dup2(out, 1);
    dup2(out, 2);
    // A socket that the program inherits would stay open when the tests close it.
    close_range(3, ~0U, 0);
    if (as && (setgroups(0, nullptr) != 0 || setgid(as->group) != 0 || setuid(as->user) != 0))
        _exit(126);
    if (chdir("/") != 0)
        _exit(126);
    execv(*arguments, arguments);
    _exit(127);
}

std::string content_of(std::string const& path)
{
    std::ifstream file{path};
    return {std::istreambuf_iterator<char>{file}, {}};
}

void give_to_postgres(std::string const& path)
{
    if (auto const as = postgres_account())
        if (chown(path.c_str(), as->user, as->group) != 0)
            throw std::runtime_error{"chown " + path};
}

bool answers(std::string const& conninfo)
{
    return PQping(conninfo.c_str()) == PQPING_OK;
}

} // namespace

pid_t start_program(std::vector<std::string> const& words, std::string const& log)
{
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (auto const& word : words)
        arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    auto const as = postgres_account();
    pid_t const child = fork();
    if (child == 0)
        become(arguments.data(), log.c_str(), as);
    return child;
}

void run_program(std::vector<std::string> const& words)
{
    std::string log = (fs::temp_directory_path() / "praetor-program.XXXXXX").string();
    close(mkstemp(log.data()));
    give_to_postgres(log);
    pid_t const child = start_program(words, log);
    int status = 0;
    waitpid(child, &status, 0);
    auto const said = content_of(log);
    fs::remove(log);
    if (status != 0)
        throw std::runtime_error{words.front() + " failed: " + said};
}

unsigned short free_port()
{
    int const probe = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    bind(probe, reinterpret_cast<sockaddr*>(&at), sizeof at);
    getsockname(probe, reinterpret_cast<sockaddr*>(&at), &size);
    close(probe);
    return ntohs(at.sin_port);
}

postgres_cluster::postgres_cluster(std::vector<std::string> settings) : port_(free_port())
{
    make_folder();
    run_program({program("initdb"), "-D", folder_ + "/data", "-U", "prefect", "-A", "trust", "-E", "UTF8",
                 "--locale=C.UTF-8", "--no-sync"});
    add_settings(own_settings());
    add_settings(settings);
    start();
}

// PostgreSQL manual, 27.2.4: a copy of the primary with standby.signal and primary_conninfo.
postgres_cluster::postgres_cluster(standby_of of) : port_(free_port())
{
    make_folder();
    // Without -R: what a newer pg_basebackup writes about the primary an older server does not understand.
    run_program(
        {program("pg_basebackup"), "-d", of.primary.url(), "-D", folder_ + "/data", "--checkpoint=fast", "--no-sync"});
    std::ofstream{folder_ + "/data/standby.signal"};
    add_settings(own_settings());
    add_settings({"primary_conninfo = '" + of.primary.url() + "'"});
    start();
}

void postgres_cluster::make_folder()
{
    folder_ = (fs::temp_directory_path() / "praetor-cluster.XXXXXX").string();
    if (mkdtemp(folder_.data()) == nullptr)
        throw std::runtime_error{"mkdtemp"};
    give_to_postgres(folder_);
}

// What a killed server had told the kernel is kept; only a machine that falls loses it. But it has to be told.
std::vector<std::string> postgres_cluster::own_settings() const
{
    return {"listen_addresses = '127.0.0.1'",
            "port = " + std::to_string(port_),
            "unix_socket_directories = '" + folder_ + "'",
            "max_connections = 100",
            "fsync = off",
            "synchronous_commit = on",
            "full_page_writes = off",
            "logging_collector = off",
            "max_wal_size = 256MB"};
}

void postgres_cluster::add_settings(std::vector<std::string> const& lines) const
{
    std::ofstream conf{folder_ + "/data/postgresql.conf", std::ios::app};
    for (auto const& line : lines)
        conf << line << '\n';
}

postgres_cluster::~postgres_cluster()
{
    if (server_ != 0)
        kill();
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

void postgres_cluster::start()
{
    auto const deadline = std::chrono::steady_clock::now() + std::chrono::seconds{60};
    while (std::chrono::steady_clock::now() < deadline) {
        if (server_ == 0)
            server_ = start_program({program("postgres"), "-D", folder_ + "/data"}, folder_ + "/log");
        if (answers(url() + "/postgres?connect_timeout=2"))
            return;
        // A killed one's processes may still hold its memory; then it ends, and is tried again.
        int status = 0;
        if (waitpid(server_, &status, WNOHANG) == server_)
            server_ = 0;
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
    throw std::runtime_error{"PostgreSQL does not start: " + content_of(folder_ + "/log")};
}

void postgres_cluster::stop()
{
    ::kill(server_, SIGINT); // fast shutdown
    int status = 0;
    waitpid(server_, &status, 0);
    server_ = 0;
}

// The server and its children; each is a session of its own, so there is no group to signal.
std::vector<pid_t> postgres_cluster::processes() const
{
    std::vector<pid_t> all{server_};
    std::istringstream children{
        content_of("/proc/" + std::to_string(server_) + "/task/" + std::to_string(server_) + "/children")};
    for (pid_t one = 0; children >> one;)
        all.push_back(one);
    return all;
}

void postgres_cluster::kill()
{
    for (auto const one : processes())
        ::kill(one, SIGKILL);
    int status = 0;
    waitpid(server_, &status, 0);
    server_ = 0;
}

void postgres_cluster::freeze()
{
    for (auto const one : processes())
        ::kill(one, SIGSTOP);
}

void postgres_cluster::thaw()
{
    for (auto const one : processes())
        ::kill(one, SIGCONT);
}

std::string postgres_cluster::url() const
{
    return "postgresql://prefect@127.0.0.1:" + std::to_string(port_);
}

std::string postgres_cluster::run(std::string const& statements, std::string const& database) const
{
    std::unique_ptr<PGconn, decltype(&PQfinish)> const conn{PQconnectdb((url() + '/' + database).c_str()), &PQfinish};
    std::unique_ptr<PGresult, decltype(&PQclear)> const done{PQexec(conn.get(), statements.c_str()), &PQclear};
    auto const status = PQresultStatus(done.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        throw std::runtime_error{PQerrorMessage(conn.get())};
    return PQntuples(done.get()) > 0 ? PQgetvalue(done.get(), PQntuples(done.get()) - 1, 0) : "";
}

std::string postgres_cluster::write(std::string_view name, std::string_view text) const
{
    auto const path = folder_ + '/' + std::string{name};
    std::ofstream{path} << text;
    ::chmod(path.c_str(), 0600);
    give_to_postgres(path);
    return path;
}

} // namespace praetor::tests
