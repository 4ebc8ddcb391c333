#include <server/http/files/http_date.hpp>
#include <server/http/files/preconditions.hpp>

#include <server/base/text/split.hpp>

namespace praetor::http {
namespace {

// Whether a list of entity tags has this one. A tag of praetor's holds no comma.
bool names(std::string_view list, std::string_view etag, bool weakly)
{
    while (!list.empty()) {
        auto one = next_item(list, ',');
        if (weakly && one.starts_with("W/"))
            one.remove_prefix(2);
        if (one == "*" || one == etag)
            return true;
    }
    return false;
}

} // namespace

precondition check_preconditions(request const& rq, validators const& current)
{
    if (auto const match = rq.header("if-match"); !match.empty()) {
        if (!names(match, current.etag, false))
            return precondition::failed;
    }
    else if (auto const since = parse_http_date(rq.header("if-unmodified-since")); since && current.modified > *since)
        return precondition::failed;
    if (auto const none_match = rq.header("if-none-match"); !none_match.empty())
        return names(none_match, current.etag, true) ? precondition::not_modified : precondition::met;
    auto const since = parse_http_date(rq.header("if-modified-since"));
    return since && current.modified <= *since ? precondition::not_modified : precondition::met;
}

bool allows_range(request const& rq, validators const& current)
{
    auto const condition = rq.header("if-range");
    if (condition.empty() || condition == current.etag)
        return true;
    auto const date = parse_http_date(condition);
    return date && *date == current.modified;
}

} // namespace praetor::http
