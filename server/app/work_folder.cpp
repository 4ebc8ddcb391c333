#include <server/app/work_folder.hpp>

#include <cerrno>
#include <cstdlib>
#include <system_error>

namespace praetor::app {

namespace fs = std::filesystem;

work_folder::work_folder(fs::path const& in, std::string const& prefix)
{
    fs::create_directories(in);
    auto name = (in / (prefix + "XXXXXX")).string();
    if (::mkdtemp(name.data()) == nullptr)
        throw fs::filesystem_error{"no folder", in, std::error_code{errno, std::generic_category()}};
    path_ = name;
}

work_folder::~work_folder()
{
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

} // namespace praetor::app
