// Folders for as long as something is done there.
#pragma once

#include <filesystem>
#include <string>

namespace praetor::app {

// A folder below `in`, which is made where it is not there, on the same file system: what is whole is renamed out of
// it. For this user alone. It goes with the object, with all that is in it then.
class work_folder
{
public:
    // Throws std::filesystem::filesystem_error.
    explicit work_folder(std::filesystem::path const& in, std::string const& prefix = ".unfinished-");
    ~work_folder();
    work_folder(work_folder const&) = delete;
    work_folder& operator=(work_folder const&) = delete;

    std::filesystem::path const& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
};

} // namespace praetor::app
