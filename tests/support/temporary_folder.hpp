// A folder that is gone with the object.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace praetor::tests {

class temporary_folder
{
public:
    temporary_folder()
    {
        auto name = (std::filesystem::temp_directory_path() / "praetor_XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr)
            throw std::runtime_error{"no temporary folder"};
        path_ = name;
    }
    ~temporary_folder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    temporary_folder(temporary_folder const&) = delete;
    temporary_folder& operator=(temporary_folder const&) = delete;

    std::filesystem::path const& path() const noexcept { return path_; }

    // Makes a file, and the folders in which it stands.
    void write(std::string_view name, std::string_view content) const
    {
        auto const whole = path_ / name;
        std::filesystem::create_directories(whole.parent_path());
        std::ofstream{whole, std::ios::binary} << content;
    }

private:
    std::filesystem::path path_;
};

} // namespace praetor::tests
