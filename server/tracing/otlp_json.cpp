#include <server/tracing/otlp_json.hpp>
#include <server/tracing/otlp_span.hpp>

#include <server/base/json/object_writer.hpp>
#include <server/base/json/parse.hpp>

#include <boost/json/object.hpp>

#include <cstdlib>

namespace praetor::tracing {
namespace {

namespace bj = boost::json;

template <std::size_t Size>
std::string hex(id_bytes<Size> const& id)
{
    std::string text;
    append_hex(text, id);
    return text;
}

void write_attribute(std::string& out, std::string_view name, attribute const* typed, std::string_view text)
{
    json::object_writer pair{out};
    pair.text("key", name);
    pair.object("value", [&](json::object_writer& value) {
        if (auto const* number = typed != nullptr ? std::get_if<std::int64_t>(&typed->value) : nullptr)
            value.text("intValue", std::to_string(*number));
        else
            value.text("stringValue", typed != nullptr ? std::get<std::string>(typed->value) : text);
    });
    pair.end();
}

void write_span(std::string& out, span_record const& one)
{
    json::object_writer made{out};
    made.text("traceId", hex(one.self.trace));
    made.text("spanId", hex(one.self.span));
    if (!one.self.state.empty())
        made.text("traceState", one.self.state);
    if (!one.parent.is_zero())
        made.text("parentSpanId", hex(one.parent));
    made.json("flags", std::to_string(span_flags(one)));
    made.text("name", one.name);
    made.json("kind", std::to_string(static_cast<int>(one.kind)));
    made.text("startTimeUnixNano", std::to_string(one.began));
    made.text("endTimeUnixNano", std::to_string(one.ended));
    json::write_list(made.key("attributes"), one.attributes,
                     [](std::string& to, attribute const& of) { write_attribute(to, of.name, &of, {}); });
    made.object("status", [&](json::object_writer& status) {
        if (one.failed)
            status.json("code", std::to_string(status_error));
    });
    made.end();
}

} // namespace

std::string json_request(span_source const& from, span_batch const& batch)
{
    std::string out;
    out.reserve(batch.size() * 1'024);
    json::object_writer request{out};
    auto& text = request.key("resourceSpans") += '[';
    json::object_writer of_resource{text};
    of_resource.object("resource", [&](json::object_writer& resource) {
        json::write_list(resource.key("attributes"), from.attributes, [](std::string& to, auto const& pair) {
            write_attribute(to, pair.first, nullptr, pair.second);
        });
    });
    of_resource.key("scopeSpans") += '[';
    json::object_writer of_scope{text};
    of_scope.object("scope", [&](json::object_writer& scope) {
        scope.text("name", "praetor");
        scope.text("version", from.version);
    });
    json::write_list(of_scope.key("spans"), batch,
                     [](std::string& to, std::unique_ptr<span_record> const& one) { write_span(to, *one); });
    of_scope.end();
    text += ']';
    of_resource.end();
    text += ']';
    request.end();
    return out;
}

std::optional<partial_success> json_partial_success(std::string_view answer)
{
    boost::system::error_code failed;
    auto const read = json::parse(answer, failed);
    auto const* whole = failed ? nullptr : read.if_object();
    auto const* member = whole != nullptr ? whole->if_contains("partialSuccess") : nullptr;
    auto const* partial = member != nullptr ? member->if_object() : nullptr;
    if (partial == nullptr)
        return std::nullopt;
    partial_success made;
    if (auto const* rejected = partial->if_contains("rejectedSpans")) {
        if (auto const* text = rejected->if_string())
            made.rejected = std::strtoll(text->c_str(), nullptr, 10);
        else if (rejected->is_number())
            made.rejected = rejected->to_number<std::int64_t>(failed);
    }
    if (auto const* why = partial->if_contains("errorMessage"); why != nullptr && why->is_string())
        made.why = why->get_string();
    if (made.rejected <= 0 && made.why.empty())
        return std::nullopt;
    return made;
}

} // namespace praetor::tracing
