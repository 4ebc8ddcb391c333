// Variables of this process's environment, for as long as the object lives.
#pragma once

#include <cstdlib>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace praetor::tests {

class changed_environment
{
public:
    explicit changed_environment(std::vector<std::pair<std::string, std::string>> const& variables)
    {
        for (auto const& [name, value] : variables) {
            auto const* const known = std::getenv(name.c_str());
            before_.emplace_back(name, known != nullptr ? std::optional<std::string>{known} : std::nullopt);
            ::setenv(name.c_str(), value.c_str(), 1);
        }
    }
    ~changed_environment()
    {
        for (auto const& [name, value] : before_)
            value ? ::setenv(name.c_str(), value->c_str(), 1) : ::unsetenv(name.c_str());
    }
    changed_environment(changed_environment const&) = delete;
    changed_environment& operator=(changed_environment const&) = delete;

private:
    std::vector<std::pair<std::string, std::optional<std::string>>> before_;
};

} // namespace praetor::tests
