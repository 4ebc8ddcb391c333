#include <server/http/connection/unix_listener.hpp>

#include <server/base/error.hpp>

#include <boost/asio/local/stream_protocol.hpp>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

namespace praetor::http {
namespace {

[[noreturn]] void throw_unusable(std::string const& path, std::string const& why)
{
    throw error{errc::unavailable, "can not listen on unix:" + path + ": " + why};
}

[[noreturn]] void throw_unusable(std::string const& path)
{
    throw_unusable(path, std::strerror(errno));
}

bool somebody_listens(std::string const& path)
{
    sockaddr_un at{};
    at.sun_family = AF_UNIX;
    std::memcpy(at.sun_path, path.data(), path.size());
    int const asking = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    bool const answered = ::connect(asking, reinterpret_cast<sockaddr const*>(&at), sizeof at) == 0;
    bool const is_refused = !answered && (errno == ECONNREFUSED || errno == ENOENT);
    ::close(asking);
    return !is_refused; // one whose queue is full, or that lets nobody in, is somebody's too
}

void require_free(std::string const& path)
{
    struct stat found = {};
    if (::lstat(path.c_str(), &found) != 0) {
        if (errno != ENOENT)
            throw_unusable(path);
        return;
    }
    if (!S_ISSOCK(found.st_mode))
        throw_unusable(path, "there is something else, which is no socket");
    if (somebody_listens(path))
        throw error{errc::unavailable, "unix:" + path + " is in use by another program; choose another path"};
}

// Servers that look at one folder's paths at the same moment do it one after the other.
class folder_lock
{
public:
    explicit folder_lock(std::string const& path)
        : descriptor_(::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC))
    {
        while (descriptor_ >= 0 && ::flock(descriptor_, LOCK_EX) != 0 && errno == EINTR) {
        }
    }
    ~folder_lock()
    {
        if (descriptor_ >= 0)
            ::close(descriptor_);
    }
    folder_lock(folder_lock const&) = delete;
    folder_lock& operator=(folder_lock const&) = delete;

private:
    static std::string folder_of(std::string const& path)
    {
        auto const slash = path.rfind('/');
        return slash == std::string::npos ? "." : path.substr(0, slash + 1);
    }

    int descriptor_;
};

} // namespace

unix_listener::unix_listener(boost::asio::any_io_executor executor, std::string path, unsigned mode)
    : path_(std::move(path)), beside_(path_ + '.' + std::to_string(::getpid())), acceptor_(std::move(executor))
{
    if (path_.empty())
        throw error{errc::bad_setting, "unix: names no path to listen on"};
    if (beside_.size() >= sizeof(sockaddr_un::sun_path))
        throw_unusable(path_, "the path is too long for a socket");
    require_free(path_);
    ::unlink(beside_.c_str());
    boost::system::error_code refused;
    boost::asio::local::stream_protocol::endpoint const at{beside_};
    acceptor_.open(at.protocol(), refused);
    if (!refused) {
        ::fchmod(acceptor_.native_handle(), 0600); // nobody else meanwhile
        acceptor_.bind(at, refused);
    }
    if (refused)
        throw_unusable(path_, refused.message());
    struct stat made = {};
    if (::chmod(beside_.c_str(), mode) != 0 || ::lstat(beside_.c_str(), &made) != 0) {
        auto const why = errno;
        ::unlink(beside_.c_str());
        throw_unusable(path_, std::strerror(why));
    }
    device_ = made.st_dev;
    number_ = made.st_ino;
}

void unix_listener::publish()
{
    folder_lock const locked{path_};
    require_free(path_);
    if (std::rename(beside_.c_str(), path_.c_str()) != 0)
        throw_unusable(path_);
    is_published_ = true;
}

unix_listener::~unix_listener()
{
    auto const& at = is_published_ ? path_ : beside_;
    struct stat found = {};
    if (::lstat(at.c_str(), &found) == 0 && found.st_dev == device_ && found.st_ino == number_)
        ::unlink(at.c_str());
}

} // namespace praetor::http
