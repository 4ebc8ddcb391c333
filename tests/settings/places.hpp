// A working directory and a PREFECT_HOME of the test's own, and an environment.
#pragma once

#include <server/settings/sources.hpp>

#include <server/base/error.hpp>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unistd.h>

namespace praetor::tests {

struct places
{
    places() : folder(std::filesystem::temp_directory_path() / ("praetor_settings_" + std::to_string(getpid())))
    {
        std::filesystem::create_directories(folder / "work");
        std::filesystem::create_directories(folder / "home");
        variables = {{"PREFECT_HOME", (folder / "home").string()}, {"HOME", folder.string()}};
    }
    ~places() { std::filesystem::remove_all(folder); }

    void write(std::string const& name, std::string const& text) const { std::ofstream{folder / name} << text; }

    settings::values read(settings::overrides const& given = {}) const
    {
        return settings::read({variables, (folder / "work").string()}, given);
    }

    // The words with which the settings are refused; "taken" where they are not.
    std::string refusal() const
    {
        try {
            read();
        }
        catch (error const& thrown) {
            return thrown.code() == errc::bad_setting ? thrown.what() : "not as a bad setting";
        }
        return "taken";
    }

    std::filesystem::path folder;
    std::map<std::string, std::string, std::less<>> variables;
};

inline settings::given_setting const& given_of(settings::values const& all, std::string_view path)
{
    for (auto const& one : all.given)
        if (one.path == path)
            return one;
    throw std::out_of_range{std::string{path}};
}

} // namespace praetor::tests
