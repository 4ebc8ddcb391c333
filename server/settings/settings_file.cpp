#include <server/settings/settings_file.hpp>

#include <server/base/error.hpp>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace praetor::settings {
namespace {

[[noreturn]] void refuse(std::string const& path, std::string const& why)
{
    throw error{errc::bad_setting, path + " can not be read: " + why};
}

struct descriptor
{
    explicit descriptor(int opened) : number(opened) {}
    descriptor(descriptor const&) = delete;
    descriptor& operator=(descriptor const&) = delete;
    ~descriptor()
    {
        if (number >= 0)
            ::close(number);
    }
    int number;
};

std::string text_of(descriptor const& file, std::string const& path, bool is_fifo, std::chrono::milliseconds timeout)
{
    auto const end = std::chrono::steady_clock::now() + timeout;
    std::string all;
    std::array<char, 16 * 1024> piece{};
    for (;;) {
        auto const left =
            std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()).count();
        pollfd wanted{file.number, POLLIN, 0};
        if (is_fifo && ::poll(&wanted, 1, left > 0 ? static_cast<int>(left) : 0) == 0)
            refuse(path, "it is a FIFO, and nobody wrote into it and closed it");
        auto const size = ::read(file.number, piece.data(), piece.size());
        if (size == 0)
            return all;
        if (size > 0)
            all.append(piece.data(), static_cast<std::size_t>(size));
        else if (errno != EINTR && errno != EAGAIN)
            refuse(path, std::generic_category().message(errno));
    }
}

} // namespace

std::optional<std::string> read_settings_file(std::string const& path, fifos how, std::chrono::milliseconds timeout)
{
    struct stat found = {};
    if (::stat(path.c_str(), &found) != 0)
        return std::nullopt;
    bool const is_fifo = S_ISFIFO(found.st_mode);
    if (!S_ISREG(found.st_mode) && !(is_fifo && how == fifos::are_read))
        return std::nullopt;
    descriptor const file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    if (file.number < 0)
        refuse(path, std::generic_category().message(errno));
    return text_of(file, path, is_fifo, timeout);
}

} // namespace praetor::settings
