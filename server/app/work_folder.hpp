// Where something is put together before it gets its name.
#pragma once

#include <filesystem>

namespace praetor::app {

// A folder below `in`, which is made where it is not there, on the same file system: what is whole is renamed out of
// it. It goes with the object, with all that is in it then.
class work_folder
{
public:
    // Throws std::filesystem::filesystem_error.
    explicit work_folder(std::filesystem::path const& in);
    ~work_folder();
    work_folder(work_folder const&) = delete;
    work_folder& operator=(work_folder const&) = delete;

    std::filesystem::path const& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
};

} // namespace praetor::app
