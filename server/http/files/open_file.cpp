#include <server/http/files/open_file.hpp>

#include <fmt/format.h>

#include <cstdlib>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

namespace praetor::http {
namespace {

bool is_fit(std::string_view path)
{
    if (path.find('\0') != std::string_view::npos || (!path.empty() && !path.starts_with('/')))
        return false;
    while (!path.empty()) {
        path.remove_prefix(1);
        auto const segment = path.substr(0, path.find('/'));
        if (segment.starts_with('.') && segment != ".well-known")
            return false;
        path.remove_prefix(segment.size());
    }
    return true;
}

// The real path, links followed; empty where there is none.
std::string real_path(std::string const& path)
{
    std::unique_ptr<char, decltype(&std::free)> const found{::realpath(path.c_str(), nullptr), &std::free};
    return found ? std::string{found.get()} : std::string{};
}

bool is_below(std::string_view folder, std::string_view path)
{
    return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

} // namespace

found_file open_below(std::string const& folder, std::string_view path)
{
    found_file found;
    if (!is_fit(path))
        return found;
    auto const real = real_path(folder + std::string{path});
    if (real.empty() || !is_below(folder, real))
        return found;
    // Without waiting: the path may name a FIFO.
    int const descriptor = ::open(real.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
    if (descriptor < 0)
        return found;
    file_body content{descriptor, 0, 0};
    struct stat state{};
    if (::fstat(descriptor, &state) != 0)
        return found;
    found.is_folder = S_ISDIR(state.st_mode);
    // "name/" names no file.
    if (!S_ISREG(state.st_mode) || path.ends_with('/'))
        return found;
    auto const size = static_cast<std::uint64_t>(state.st_size);
    content.narrow(0, size);
    found.file.emplace(std::move(content), size, state.st_mtim.tv_sec,
                       fmt::format("\"{:x}{:08x}-{:x}\"", state.st_mtim.tv_sec, state.st_mtim.tv_nsec, size));
    return found;
}

} // namespace praetor::http
