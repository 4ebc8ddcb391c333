#include <server/services/template_worker_child.hpp>

#include <server/services/template_frame.hpp>

#include <models/forms/template_message.hpp>

#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <fcntl.h>
#include <string>
#include <string_view>

namespace praetor::services {
namespace {

constexpr rlim_t max_memory = 256UL << 20; // beside what the program itself takes
// Templates wait for requests, never the other way round.
constexpr int niceness = 5;

void limit(__rlimit_resource_t what, rlim_t max)
{
    rlimit const bound{max, max};
    setrlimit(what, &bound);
}

// The address space of this process, which its limit counts.
class address_space
{
public:
    address_space() : file_(open("/proc/self/statm", O_RDONLY | O_CLOEXEC)) {}
    ~address_space() { close(file_); }
    address_space(address_space const&) = delete;
    address_space& operator=(address_space const&) = delete;

    // In bytes; 0 where nobody knows.
    rlim_t used() const
    {
        std::array<char, 128> text{};
        auto const size = pread(file_, text.data(), text.size() - 1, 0);
        return size <= 0 ? 0 : std::strtoul(text.data(), nullptr, 10) * static_cast<rlim_t>(sysconf(_SC_PAGESIZE));
    }

private:
    int file_;
};

void give_up_rights([[maybe_unused]] rlim_t memory)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    std::signal(SIGTERM, SIG_IGN); // a stop of the whole unit: the server ends this one when it needs no more of it
    setpriority(PRIO_PROCESS, 0, niceness);
    limit(RLIMIT_CORE, 0);
    // Sanitizers reserve more memory than any limit, and look through a pipe whether an address can be read.
#if !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_NOFILE, 0);
    limit(RLIMIT_AS, memory + max_memory);
#endif
}

bool read_all(char* to, std::size_t size)
{
    while (size > 0) {
        auto const got = read(0, to, size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        to += got;
        size -= static_cast<std::size_t>(got);
    }
    return true;
}

bool write_all(std::string_view text)
{
    while (!text.empty()) {
        auto const sent = write(0, text.data(), text.size());
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return false;
        text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool read_frame(std::string& text)
{
    template_frame head;
    if (!read_all(reinterpret_cast<char*>(&head), sizeof head))
        return false;
    text.resize(head.size);
    return read_all(text.data(), text.size());
}

bool write_frame(std::string_view text, bool is_last)
{
    template_frame const head{static_cast<std::uint32_t>(text.size()), is_last};
    return write_all({reinterpret_cast<char const*>(&head), sizeof head}) && write_all(text);
}

} // namespace

bool is_template_worker(int count, char const* const* arguments)
{
    return count == 2 && std::string_view{arguments[1]} == template_worker_argument;
}

int run_template_worker()
{
    address_space const space;
    auto const at_start = space.used();
    give_up_rights(at_start);
    try {
        if (!write_frame({}, false)) // ready
            return 1;
        for (std::string message; read_frame(message);) {
            auto const answer = models::worker_answer(message);
            // What a large job has left behind would count against the next one.
            bool const is_last = space.used() > at_start + max_memory / 2;
            if (answer.size() > template_frame::max_size || !write_frame(answer, is_last) || is_last)
                break;
        }
    }
    catch (std::exception const&) { // no memory: the server sees the end of the socket
        return 1;
    }
    return 0;
}

} // namespace praetor::services
