#include <server/settings/prefect_package.hpp>

#include <charconv>
#include <filesystem>
#include <optional>
#include <system_error>
#include <vector>

namespace praetor::settings {
namespace {

namespace fs = std::filesystem;
using variables = std::map<std::string, std::string, std::less<>>;

bool is_package(fs::path const& folder)
{
    std::error_code unreadable;
    return fs::is_regular_file(folder / "server/collection_blocks_data.json", unreadable);
}

// 11 of "python3.11"; 0 of "python3", where Debian keeps what is of every version.
std::optional<int> minor_version(std::string_view name)
{
    constexpr std::string_view head = "python3";
    if (!name.starts_with(head))
        return std::nullopt;
    name.remove_prefix(head.size());
    if (name.empty())
        return 0;
    int number = 0;
    auto const [end, failed] = std::from_chars(name.data() + 1, name.data() + name.size(), number);
    bool const fits = name.front() == '.' && failed == std::errc{} && end == name.data() + name.size();
    return fits ? std::optional{number} : std::nullopt;
}

// Where an environment begins at this folder, the package of its newest Python; else empty.
std::string in_environment(fs::path const& root)
{
    std::string found;
    int newest = -1;
    std::error_code unreadable;
    for (fs::directory_iterator one{root / "lib", unreadable}, end; !unreadable && one != end;
         one.increment(unreadable))
    {
        auto const minor = minor_version(one->path().filename().string());
        if (!minor || *minor <= newest)
            continue;
        for (auto const* packages : {"site-packages", "dist-packages"})
            if (auto const folder = one->path() / packages / "prefect"; is_package(folder)) {
                found = folder.string();
                newest = *minor;
            }
    }
    return found;
}

std::string in_folder(fs::path const& folder)
{
    for (auto const& one : {folder, folder / "prefect"})
        if (is_package(one))
            return one.string();
    return in_environment(folder);
}

// Those of a variable such as PATH; relative ones would change with the working directory.
std::vector<fs::path> folders_of(variables const& all, std::string_view name)
{
    std::vector<fs::path> folders;
    auto const found = all.find(name);
    std::string_view rest = found == all.end() ? std::string_view{} : std::string_view{found->second};
    while (!rest.empty()) {
        auto const length = rest.find(':');
        fs::path folder{rest.substr(0, length)};
        rest.remove_prefix(length == std::string_view::npos ? rest.size() : length + 1);
        if (folder.is_absolute())
            folders.push_back(std::move(folder));
    }
    return folders;
}

// What a program in such a folder belongs to: the environment beside the folder, or that of the file it is a link to,
// as pipx and uv make them.
std::string beside_programs(fs::path const& folder)
{
    for (auto const* name : {"prefect", "python3", "python"}) {
        std::error_code missing;
        auto const program = folder / name;
        auto const linked = fs::canonical(program, missing);
        if (missing)
            continue;
        for (auto const& one : {program, linked})
            if (auto found = in_environment(one.parent_path().parent_path()); !found.empty())
                return found;
    }
    return {};
}

} // namespace

std::string_view check_prefect_package(std::string_view text)
{
    bool const fits = text.empty() || text == no_prefect_package || !in_folder(text).empty();
    return fits ? "" : "a folder with Prefect's package in it, or \"none\"";
}

std::vector<fs::path> kept_packages(fs::path const& program, fs::path const& home)
{
    return {program.parent_path().parent_path() / "share/praetor/prefect", home / "praetor/prefect"};
}

std::string find_prefect_package(std::string_view wanted, variables const& all, std::vector<fs::path> const& places)
{
    if (wanted == no_prefect_package)
        return {};
    if (!wanted.empty())
        return in_folder(wanted);
    for (auto const& place : places)
        if (is_package(place))
            return place.string();
    for (auto const* name : {"VIRTUAL_ENV", "CONDA_PREFIX"})
        for (auto const& root : folders_of(all, name))
            if (auto found = in_environment(root); !found.empty())
                return found;
    for (auto const& folder : folders_of(all, "PYTHONPATH"))
        if (is_package(folder / "prefect"))
            return (folder / "prefect").string();
    for (auto const& folder : folders_of(all, "PATH"))
        if (auto found = beside_programs(folder); !found.empty())
            return found;
    return {};
}

} // namespace praetor::settings
