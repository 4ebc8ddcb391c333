// The numbers of fields are those of opentelemetry/proto/trace/v1/trace.proto and what it includes.
#include <server/tracing/otlp_protobuf.hpp>
#include <server/tracing/otlp_span.hpp>
#include <server/tracing/protobuf_writer.hpp>

namespace praetor::tracing {
namespace {

template <std::size_t Size>
std::string_view bytes_of(id_bytes<Size> const& id)
{
    return {reinterpret_cast<char const*>(id.bytes.data()), Size};
}

// KeyValue { string key = 1; AnyValue value = 2 }, AnyValue { string_value = 1 | int_value = 3 }
void write_text(protobuf_writer& pair, std::string_view name, std::string_view text)
{
    pair.bytes(1, name);
    pair.message(2, [&](protobuf_writer& value) { value.bytes(1, text); });
}

void write_attribute(protobuf_writer& pair, attribute const& one)
{
    if (auto const* text = std::get_if<std::string>(&one.value))
        return write_text(pair, one.name, *text);
    pair.bytes(1, one.name);
    pair.message(2, [&](protobuf_writer& value) {
        value.varint(3, static_cast<std::uint64_t>(std::get<std::int64_t>(one.value)));
    });
}

void write_span(protobuf_writer& made, span_record const& one)
{
    made.bytes(1, bytes_of(one.self.trace));
    made.bytes(2, bytes_of(one.self.span));
    if (!one.self.state.empty())
        made.bytes(3, one.self.state);
    if (!one.parent.is_zero())
        made.bytes(4, bytes_of(one.parent));
    made.bytes(5, one.name);
    made.varint(6, static_cast<std::uint64_t>(one.kind));
    made.fixed64(7, static_cast<std::uint64_t>(one.began));
    made.fixed64(8, static_cast<std::uint64_t>(one.ended));
    for (auto const& each : one.attributes)
        made.message(9, [&](protobuf_writer& pair) { write_attribute(pair, each); });
    if (one.failed)
        made.message(15, [](protobuf_writer& status) { status.varint(3, status_error); });
    made.fixed32(16, span_flags(one));
}

// One field off the front of `rest`, of those that a partial success has; false at the end, or where it is none.
struct field
{
    std::uint64_t number = 0;
    std::uint64_t value = 0;
    std::string_view bytes;
};

bool take_varint(std::string_view& rest, std::uint64_t& into)
{
    into = 0;
    for (unsigned shift = 0; shift < 64 && !rest.empty(); shift += 7) {
        auto const byte = static_cast<unsigned char>(rest.front());
        rest.remove_prefix(1);
        into |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
        if (byte < 0x80)
            return true;
    }
    return false;
}

bool take_field(std::string_view& rest, field& into)
{
    std::uint64_t tag = 0;
    if (rest.empty() || !take_varint(rest, tag) || !take_varint(rest, into.value))
        return false;
    into.number = tag >> 3;
    if ((tag & 7) == 0)
        return true;
    if ((tag & 7) != 2 || into.value > rest.size())
        return false;
    into.bytes = rest.substr(0, into.value);
    rest.remove_prefix(into.value);
    return true;
}

} // namespace

std::string protobuf_request(span_source const& from, span_batch const& batch)
{
    std::string out;
    out.reserve(batch.size() * 512);
    protobuf_writer request{out};
    request.message(1, [&](protobuf_writer& of_resource) {
        of_resource.message(1, [&](protobuf_writer& resource) {
            for (auto const& [name, text] : from.attributes)
                resource.message(1, [&](protobuf_writer& pair) { write_text(pair, name, text); });
        });
        of_resource.message(2, [&](protobuf_writer& of_scope) {
            of_scope.message(1, [&](protobuf_writer& scope) {
                scope.bytes(1, "praetor");
                scope.bytes(2, from.version);
            });
            for (auto const& one : batch)
                of_scope.message(2, [&](protobuf_writer& made) { write_span(made, *one); });
        });
    });
    return out;
}

std::optional<partial_success> protobuf_partial_success(std::string_view answer)
{
    partial_success made;
    field outer;
    while (take_field(answer, outer)) {
        auto rest = outer.number == 1 ? outer.bytes : std::string_view{};
        field inner;
        while (take_field(rest, inner)) {
            if (inner.number == 1)
                made.rejected = static_cast<std::int64_t>(inner.value);
            else if (inner.number == 2)
                made.why = inner.bytes;
        }
    }
    if (made.rejected <= 0 && made.why.empty())
        return std::nullopt;
    return made;
}

} // namespace praetor::tracing
