#include <tests/support/command.hpp>

#include <server/cli/command_line.hpp>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <stdexcept>
#include <string_view>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

namespace praetor::tests {
namespace {

// Where a stream of the process goes.
struct stream
{
    stream() : file(memfd_create("stream", 0))
    {
        if (file < 0)
            throw std::runtime_error{"memfd_create"};
    }
    stream(stream const&) = delete;
    stream& operator=(stream const&) = delete;
    ~stream() { close(file); }

    std::string text() const
    {
        std::string all(static_cast<std::size_t>(lseek(file, 0, SEEK_END)), '\0');
        auto const read = pread(file, all.data(), all.size(), 0);
        all.resize(read > 0 ? static_cast<std::size_t>(read) : 0);
        return all;
    }

    int const file;
};

void forget_settings()
{
    std::vector<std::string> names;
    for (auto const* const* one = environ; *one != nullptr; ++one) {
        std::string_view const text{*one};
        if (text.starts_with("PREFECT_") || text.starts_with("PRAETOR_"))
            names.emplace_back(text.substr(0, text.find('=')));
    }
    for (auto const& name : names)
        unsetenv(name.c_str());
}

[[noreturn]] void be_praetor(std::vector<std::string> const& words,
                             std::map<std::string, std::string> const& environment, std::string const& home,
                             void (*first)(), stream const& out, stream const& err)
{
    alarm(120);
    dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
    dup2(out.file, STDOUT_FILENO);
    dup2(err.file, STDERR_FILENO);
    forget_settings();
    setenv("HOME", home.c_str(), 1);
    setenv("PRAETOR_SETTINGS_FILE", "/dev/null", 1); // a praetor that is installed here has its own
    for (auto const& [name, value] : environment)
        setenv(name.c_str(), value.c_str(), 1);
    int status = 98;
    if (chdir(home.c_str()) == 0) {
        std::vector<char const*> pointers{"praetor"};
        for (auto const& word : words)
            pointers.push_back(word.c_str());
        try {
            if (first != nullptr)
                first();
            status = cli::run(static_cast<int>(pointers.size()), pointers.data());
        }
        catch (std::exception const& thrown) {
            std::fprintf(stderr, "thrown out of the command line: %s\n", thrown.what());
            status = 99;
        }
    }
    std::fflush(nullptr);
    _exit(status);
}

} // namespace

command_outcome run_praetor(std::vector<std::string> const& words,
                            std::map<std::string, std::string> const& environment, void (*first)())
{
    char home[] = "/tmp/praetor-home.XXXXXX";
    if (mkdtemp(home) == nullptr)
        throw std::runtime_error{"mkdtemp"};
    stream const out;
    stream const err;
    std::fflush(nullptr);
    auto const child = fork();
    if (child < 0)
        throw std::runtime_error{"fork"};
    if (child == 0)
        be_praetor(words, environment, home, first, out, err);
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    std::filesystem::remove_all(home);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), out.text(), err.text()};
}

} // namespace praetor::tests
