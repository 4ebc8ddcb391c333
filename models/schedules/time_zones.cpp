#include <models/schedules/time_zones.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <set>

namespace praetor::models::schedules {
namespace {

namespace fs = std::filesystem;
using clock = std::chrono::steady_clock;

// Where Python looks for it, in that order.
constexpr std::array<std::string_view, 4> folders{"/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo",
                                                  "/etc/zoneinfo"};
constexpr std::chrono::minutes trusted_for{1};
constexpr std::uintmax_t max_file_size = 1 << 20;

// Other spellings of the same files, with other seconds or of another purpose, are no zones; nor are ways out of the
// folder.
bool may_be_a_name(std::string_view name)
{
    if (name.empty() || name.size() > 255 || name == "posixrules" || name.starts_with("posix/") ||
        name.starts_with("right/") || name.find('\0') != std::string_view::npos)
        return false;
    for (auto rest = name;;) {
        auto const part = rest.substr(0, rest.find('/'));
        if (part.empty() || part == "." || part == "..")
            return false;
        if (part.size() == rest.size())
            return true;
        rest.remove_prefix(part.size() + 1);
    }
}

struct zone_entry
{
    std::shared_ptr<time_zone const> zone;
    fs::path file; // empty: built in
    fs::file_time_type written;
    clock::time_point looked_at;
};

std::optional<zone_table> read_file(fs::path const& file)
{
    std::error_code failed;
    if (!fs::is_regular_file(file, failed) || fs::file_size(file, failed) > max_file_size)
        return std::nullopt;
    std::ifstream in{file, std::ios::binary};
    std::string const content{std::istreambuf_iterator<char>{in}, {}};
    return parse_zone_file(content);
}

std::optional<zone_entry> load(std::string_view name)
{
    for (auto const folder : folders) {
        auto const file = fs::path{folder} / name;
        auto table = read_file(file);
        if (!table)
            continue;
        std::error_code failed;
        auto const written = fs::last_write_time(file, failed);
        return zone_entry{std::make_shared<time_zone const>(std::move(*table)), file, written, clock::now()};
    }
    if (name == "UTC")
        return zone_entry{std::make_shared<time_zone const>(zone_table{}), {}, {}, clock::now()};
    return std::nullopt;
}

bool still_holds(zone_entry& known)
{
    auto const now = clock::now();
    if (known.file.empty() || now - known.looked_at < trusted_for)
        return true;
    known.looked_at = now;
    std::error_code failed;
    return fs::last_write_time(known.file, failed) == known.written && !failed;
}

bool is_zone_file(fs::path const& file)
{
    std::array<char, 4> magic{};
    std::ifstream in{file, std::ios::binary};
    in.read(magic.data(), magic.size());
    return in && std::string_view{magic.data(), magic.size()} == "TZif";
}

} // namespace

std::shared_ptr<time_zone const> find_time_zone(std::string_view name)
{
    static std::mutex guard;
    static std::map<std::string, zone_entry, std::less<>> known;
    if (!may_be_a_name(name))
        return nullptr;
    std::scoped_lock const lock{guard};
    auto const found = known.find(name);
    if (found != known.end() && still_holds(found->second))
        return found->second.zone;
    auto loaded = load(name);
    if (!loaded) {
        if (found != known.end())
            known.erase(found);
        return nullptr;
    }
    auto const zone = loaded->zone;
    known.insert_or_assign(std::string{name}, std::move(*loaded));
    return zone;
}

bool is_time_zone(std::string_view name)
{
    return find_time_zone(name) != nullptr;
}

std::vector<std::string> time_zone_names()
{
    std::set<std::string> names;
    for (auto const folder : folders) {
        std::error_code failed;
        for (fs::recursive_directory_iterator at{folder, failed}, end; !failed && at != end; at.increment(failed)) {
            auto const name = at->path().lexically_relative(folder).generic_string();
            if (at->is_directory(failed)) {
                if (name == "posix" || name == "right")
                    at.disable_recursion_pending();
            }
            else if (may_be_a_name(name) && is_zone_file(at->path())) {
                names.insert(name);
            }
        }
    }
    names.insert("UTC");
    return {names.begin(), names.end()};
}

} // namespace praetor::models::schedules
