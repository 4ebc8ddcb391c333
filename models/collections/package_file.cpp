#include <models/collections/package_file.hpp>

#include <server/base/json/parse.hpp>
#include <server/base/log.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace praetor::models {

std::optional<boost::json::object> read_package_file(std::string const& folder, std::string_view name)
{
    if (folder.empty())
        return std::nullopt;
    auto const file = std::filesystem::path{folder} / name;
    std::ifstream in{file, std::ios::binary};
    if (!in)
        return std::nullopt;
    std::string const text{std::istreambuf_iterator<char>{in}, {}};
    boost::system::error_code failed;
    auto read = json::parse(text, failed);
    if (!failed && read.is_object())
        return std::move(read.get_object());
    log::warning("collections", "{} holds no JSON object: it is not used", file.string());
    return std::nullopt;
}

} // namespace praetor::models
