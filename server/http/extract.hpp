// The parameters of a handler, taken from its request: {} of the path in order, body<T>, fields<T>, query<T>.
// Everything wrong with any of them is said at once.
#pragma once

#include <server/http/request.hpp>

#include <server/base/json/codec.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace praetor::http {

// The body as one model: a missing body is a problem of its own.
template <class T>
struct body
{
    T value;
    T& operator*() { return value; }
    T* operator->() { return &value; }
};

// The body as an object of separate parameters, each with its own default; no body is an empty object. Where the
// reference looks at them in another order than T declares them, T says which come first, which last, or both:
//   static constexpr std::array<std::string_view, n> read_first{…}, read_last{…};
template <class T>
struct fields
{
    T value;
    T& operator*() { return value; }
    T* operator->() { return &value; }
};

// The query string as a described struct.
template <class T>
struct query
{
    T value;
    T& operator*() { return value; }
    T* operator->() { return &value; }
};

// A body of so many bytes takes milliseconds to read: a scope that has threads() leaves that to them.
inline constexpr std::size_t large_body = std::size_t{256} << 10;

// Bytes that a body may take once it is parsed; 413 beyond.
inline constexpr std::size_t max_parsed = std::size_t{96} << 20;
// As many as one of so many bytes can.
constexpr std::size_t parsed_size_of(std::size_t body)
{
    return std::min(32 * body, max_parsed);
}

// Whether the body is said to be JSON and is not. Parses it whole; a large one is not looked at. Any thread.
bool has_broken_json(request const& rq);

// Takes the parameters of one request, which outlives it, one after the other. Each take() fills `out` or notes what is
// wrong; a body that can not be read at all is error{errc::bad_request} at once. Any thread.
class extraction
{
public:
    explicit extraction(request const& rq) : rq_(rq) {}

    // The body as one model. One that has a `document` gets the body as it is, and is read by the handler; one with
    // `static constexpr bool may_be_absent` stays as it is where there is no body, or null.
    template <class T>
    void take(body<T>& out)
    {
        if constexpr (requires { T::may_be_absent; })
            if (has_no_body())
                return;
        if constexpr (requires { out.value.document; }) {
            boost::json::value& document = out.value.document;
            take_body(&document, nullptr);
        }
        else
            take_body(&out.value, &read_into<T>);
    }

    // The body as separate parameters.
    template <class T>
    void take(fields<T>& out)
    {
        take_fields(&out.value, &read_into<T>, &json::refuse_members<T>, read_first<T>(), read_last<T>());
    }

    // The query string; of a name that comes twice the last value.
    template <class T>
    void take(query<T>& out)
    {
        take_query(&out.value, &read_into<T>);
    }

    // The next {} of the path.
    void take(uuid& out);
    void take(std::string& out);

    // Throws json::invalid_request with all of it where anything was wrong.
    void finish() const;

    // Bytes of memory of the document that a parameter was given as it is; 0 where none was.
    std::size_t handed_out() const noexcept { return handed_out_; }

private:
    using reader = bool(void* out, boost::json::value const& from, json::problems& found);

    template <class T>
    static bool read_into(void* out, boost::json::value const& from, json::problems& found)
    {
        return json::read(*static_cast<T*>(out), from, found);
    }

    // `out` is what `read` reads; without one, a boost::json::value.
    void take_body(void* out, reader* read);
    void take_fields(void* out, reader* read, void (*refuse_members)(json::problems&),
                     std::span<std::string_view const> first, std::span<std::string_view const> last);
    void take_query(void* out, reader* read);

    template <class T>
    static constexpr std::span<std::string_view const> read_first()
    {
        if constexpr (requires { T::read_first; })
            return T::read_first;
        else
            return {};
    }
    template <class T>
    static constexpr std::span<std::string_view const> read_last()
    {
        if constexpr (requires { T::read_last; })
            return T::read_last;
        else
            return {};
    }

    bool has_no_body() const;
    boost::json::value const* parse_body(json::problems& found);
    boost::json::value const* parse_fields(json::problems& found);
    bool parse(json::problems& found);
    boost::json::value parsed_query() const;
    void keep(json::problems const& found, bool separate);

    request const& rq_;
    std::size_t next_path_value_ = 0;
    boost::json::value document_;
    std::size_t parsed_ = 0; // bytes of memory that it took
    std::size_t handed_out_ = 0;
    std::vector<std::string> nulls_; // members of the document that were null, taken out while fields are read
    std::string detail_;
    std::string body_ = "null";
};

} // namespace praetor::http
