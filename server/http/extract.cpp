#include <server/http/extract.hpp>

#include <server/base/json/syntax_error.hpp>

#include <server/base/error.hpp>
#include <server/base/json/parse.hpp>
#include <server/base/text/percent.hpp>
#include <server/base/text/replaced_utf8.hpp>
#include <server/base/text/utf8.hpp>

#include <boost/json/error.hpp>
#include <boost/json/object.hpp>

namespace praetor::http {
namespace {

bool is_json(std::string_view content_type)
{
    auto const type = content_type.substr(0, content_type.find(';'));
    return type.empty() || type == "application/json" || (type.starts_with("application/") && type.ends_with("+json"));
}

// In the words of FastAPI: what Python's decoder gives up on with something else than a fault of JSON.
constexpr auto const* unreadable = "There was an error parsing the body";

// What Python reads of it: it passes over a byte order mark.
std::string_view json_of(std::string_view body)
{
    if (body.starts_with("\xef\xbb\xbf"))
        body.remove_prefix(3);
    return body;
}

std::string form_decoded(std::string_view text)
{
    std::string blanks{text};
    for (auto& c : blanks)
        if (c == '+')
            c = ' ';
    return replaced_utf8(percent_decoded(blanks));
}

} // namespace

bool has_broken_json(request const& rq)
{
    if (rq.body.empty() || rq.body.size() >= large_body || !is_json(rq.header("content-type")))
        return false;
    if (!is_utf8(rq.body))
        return true;
    boost::system::error_code failed;
    json::parse(json_of(rq.body), failed);
    return failed.failed();
}

void extraction::take_body(void* out, reader* read)
{
    json::problems found{"body"};
    if (auto const* document = parse_body(found)) {
        if (read == nullptr) {
            *static_cast<boost::json::value*>(out) = std::move(document_);
            handed_out_ = parsed_;
        }
        else
            read(out, *document, found);
    }
    keep(found, false);
}

void extraction::take_fields(void* out, reader* read, void (*refuse_members)(json::problems&),
                             std::span<std::string_view const> first, std::span<std::string_view const> last)
{
    json::problems found{"body"};
    if (auto const* document = parse_fields(found)) {
        if (document->is_object())
            read(out, *document, found);
        else
            refuse_members(found);
    }
    found.put_in_order(first, last);
    keep(found, true);
}

void extraction::take_query(void* out, reader* read)
{
    json::problems found{"query"};
    read(out, parsed_query(), found);
    keep(found, true);
}

bool extraction::parse(json::problems& found)
{
    if (!is_utf8(rq_.body))
        throw error{errc::bad_request, unreadable};
    if (!is_json(rq_.header("content-type"))) {
        document_ = boost::json::string{rq_.body};
        body_ = json::serialize_briefly(document_, json::repeated_whole);
        return true;
    }
    boost::system::error_code failed;
    auto const text = json_of(rq_.body);
    std::size_t left = max_parsed;
    document_ = json::parse_within(left, text, failed);
    parsed_ = max_parsed - left;
    if (failed == boost::json::error::array_too_large)
        throw error{errc::too_large, "The request body is too large"};
    if (failed == boost::json::error::too_deep || failed == boost::json::error::expected_utf16_escape ||
        failed == boost::json::error::illegal_leading_surrogate ||
        failed == boost::json::error::illegal_trailing_surrogate)
        throw error{errc::bad_request, unreadable};
    if (failed) {
        auto const error = json::find_syntax_error(text);
        std::string ctx = R"({"error":)";
        json::write_string(ctx, error.message);
        ctx += '}';
        json::problems::descent const into{found, error.position};
        found.add("json_invalid", "JSON decode error", boost::json::object{}, std::move(ctx));
        body_ = json::serialize_briefly(boost::json::string{text}, json::repeated_whole);
        return false;
    }
    body_ = "";
    return true;
}

bool extraction::has_no_body() const
{
    constexpr std::string_view blanks = " \t\r\n";
    std::string_view text = rq_.body;
    text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
    text = text.substr(0, text.find_last_not_of(blanks) + 1);
    return rq_.body.empty() || text == "null";
}

boost::json::value const* extraction::parse_body(json::problems& found)
{
    if (rq_.body.empty()) {
        found.add("missing", "Field required", nullptr);
        return nullptr;
    }
    if (!parse(found))
        return nullptr;
    if (document_.is_null()) {
        found.add("missing", "Field required", nullptr);
        return nullptr;
    }
    return &document_;
}

boost::json::value const* extraction::parse_fields(json::problems& found)
{
    if (rq_.body.empty()) {
        document_ = boost::json::object{};
        return &document_;
    }
    if (!parse(found))
        return nullptr;
    // As FastAPI does: null stands for parameters that were not sent, all of them or each.
    if (document_.is_null()) {
        body_ = "null";
        document_ = boost::json::object{};
    }
    if (auto* object = document_.if_object()) {
        for (auto const& member : *object)
            if (member.value().is_null())
                nulls_.emplace_back(member.key());
        for (auto const& name : nulls_)
            object->erase(name);
    }
    return &document_;
}

boost::json::value extraction::parsed_query() const
{
    boost::json::object all;
    std::string_view rest = rq_.query;
    while (!rest.empty()) {
        auto const end = std::min(rest.find('&'), rest.size());
        auto const pair = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        auto const equals = std::min(pair.find('='), pair.size());
        auto const value = pair.substr(std::min(equals + 1, pair.size()));
        if (!pair.empty())
            all[form_decoded(pair.substr(0, equals))] = form_decoded(value);
    }
    return all;
}

// A parameter of its own that is missing has no input; a member of a model has its parent.
void extraction::keep(json::problems const& found, bool separate)
{
    if (found.empty())
        return;
    auto problems = found;
    if (separate)
        problems.blank_missing_inputs();
    auto const text = problems.to_json();
    if (detail_.empty())
        detail_ = text;
    else
        detail_.replace(detail_.size() - 1, 1, "," + text.substr(1));
    if (body_.empty()) {
        for (auto const& name : nulls_)
            document_.get_object()[name] = nullptr;
        body_ = json::serialize_briefly(document_, json::repeated_whole);
    }
}

void extraction::take(uuid& out)
{
    json::problems found{"path"};
    json::problems::descent const into{found, std::string_view{"id"}};
    // The route has taken care of its form, which needs no hyphens.
    auto digits = rq_.path_values.at(next_path_value_++);
    std::erase(digits, '-');
    json::read(out, boost::json::value{boost::json::string{digits}}, found);
    keep(found, false);
}

void extraction::take(std::string& out)
{
    out = rq_.path_values.at(next_path_value_++);
}

void extraction::finish() const
{
    if (!detail_.empty())
        throw json::invalid_request{detail_, body_.empty() ? "null" : body_};
}

} // namespace praetor::http
