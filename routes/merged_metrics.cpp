#include <routes/merged_metrics.hpp>

#include <server/base/text/split.hpp>

#include <map>
#include <string_view>

namespace praetor::routes {
namespace {

struct family
{
    std::string about;   // its lines of HELP and TYPE
    std::string samples; // of all workers
};

// The name in "# HELP name text".
std::string_view name_in(std::string_view line)
{
    line.remove_prefix(std::string_view{"# HELP "}.size());
    return line.substr(0, line.find(' '));
}

// "name{a="b"} 1" and "name 1", with the label.
void append_labelled(std::string& out, std::string_view sample, int worker)
{
    auto const end = sample.find_first_of("{ ");
    bool const has_labels = end != std::string_view::npos && sample[end] == '{';
    out.append(sample.substr(0, end)).append("{worker=\"").append(std::to_string(worker)).append("\"");
    out += has_labels ? ',' : '}';
    out.append(sample.substr(has_labels ? end + 1 : end)) += '\n';
}

} // namespace

std::string merge_metrics(std::vector<services::worker_reports::report> const& each)
{
    std::vector<family> all; // in the order of their first text
    std::map<std::string, std::size_t, std::less<>> places;
    for (auto const& [worker, text] : each) {
        std::size_t at = 0;
        bool is_new = false;
        for (std::string_view rest = text; !rest.empty();) {
            auto const line = next_item(rest, '\n');
            if (line.starts_with("# HELP ")) {
                auto const [place, added] = places.try_emplace(std::string{name_in(line)}, all.size());
                at = place->second;
                is_new = added;
                if (added)
                    all.emplace_back();
            }
            if (line.starts_with('#') && is_new)
                all[at].about.append(line) += '\n';
            else if (!line.starts_with('#') && !line.empty() && at < all.size())
                append_labelled(all[at].samples, line, worker);
        }
    }
    std::string out;
    for (auto const& one : all)
        out.append(one.about).append(one.samples);
    return out;
}

} // namespace praetor::routes
