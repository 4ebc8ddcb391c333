#include <server/settings/toml_file.hpp>

#include <server/settings/settings_file.hpp>

#include <server/base/error.hpp>

#include <toml++/toml.h>

#include <sstream>

namespace praetor::settings {
namespace {

using texts = std::map<std::string, std::string, std::less<>>;

// Nothing where there is no file.
std::optional<toml::table> parsed(std::string const& path)
{
    auto const text = read_settings_file(path, fifos::are_nothing);
    if (!text)
        return std::nullopt;
    try {
        return toml::parse(*text, path);
    }
    catch (toml::parse_error const& failed) {
        throw error{errc::bad_setting, path + " can not be read: " + std::string{failed.description()} + " (line " +
                                           std::to_string(failed.source().begin.line) + ")"};
    }
}

std::string text_of(toml::node const& leaf)
{
    if (auto const text = leaf.value<std::string>())
        return *text;
    if (auto const flag = leaf.value_exact<bool>())
        return *flag ? "true" : "false";
    std::ostringstream out;
    leaf.visit([&](auto const& value) { out << value; });
    return out.str();
}

void flatten(texts& out, toml::table const& from, std::string const& prefix)
{
    for (auto const& [key, node] : from) {
        auto const path = prefix.empty() ? std::string{key.str()} : prefix + '.' + std::string{key.str()};
        if (auto const* table = node.as_table())
            flatten(out, *table, path);
        else
            out.emplace(path, text_of(node));
    }
}

} // namespace

texts read_toml(std::string const& path, std::string_view root)
{
    auto const file = parsed(path);
    texts all;
    if (!file)
        return all;
    if (root.empty())
        flatten(all, *file, {});
    else if (auto const* table = file->at_path(root).as_table())
        flatten(all, *table, {});
    return all;
}

texts read_profile(std::string const& path, std::optional<std::string> const& name)
{
    auto const file = parsed(path);
    if (!file)
        return {};
    auto const active = name ? *name : (*file)["active"].value_or(std::string{});
    texts all;
    if (active.empty())
        return all;
    auto const* profile = (*file)["profiles"][active].as_table();
    if (profile == nullptr) {
        if (name && *name != "ephemeral" && *name != "default" && *name != "local")
            throw error{errc::bad_setting, "there is no profile \"" + active + "\" in " + path};
        return all;
    }
    flatten(all, *profile, {});
    return all;
}

} // namespace praetor::settings
