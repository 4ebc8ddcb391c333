#include <server/http/openapi/operation.hpp>

#include <server/base/text/ascii.hpp>

#include <algorithm>

namespace praetor::http {
namespace {

// "create_flow" is "Create Flow".
std::string title(std::string_view name)
{
    std::string title_text;
    bool starts = true;
    for (char const c : name) {
        title_text += c == '_' ? ' ' : starts && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        starts = c == '_';
    }
    return title_text;
}

boost::json::object refusal_schema()
{
    return {{"title", "Refusal"},
            {"type", "object"},
            {"properties", boost::json::object{{"detail", boost::json::object{{"type", "string"}}},
                                               {"exception_message", boost::json::object{{"type", "string"}}}}}};
}

boost::json::object problem_schema()
{
    boost::json::object const text{{"type", "string"}};
    boost::json::object const step{{"anyOf", boost::json::array{text, boost::json::object{{"type", "integer"}}}}};
    return {{"title", "ValidationError"},
            {"type", "object"},
            {"properties", boost::json::object{{"loc", boost::json::object{{"type", "array"}, {"items", step}}},
                                               {"msg", text},
                                               {"type", text},
                                               {"input", boost::json::object{}},
                                               {"ctx", boost::json::object{{"type", "object"}}}}},
            {"required", boost::json::array{"loc", "msg", "type"}}};
}

boost::json::object invalid_schema(json::components& all)
{
    auto problem = all.refer("ValidationError", "ValidationError", problem_schema);
    return {{"title", "HTTPValidationError"},
            {"type", "object"},
            {"properties", boost::json::object{{"exception_message", boost::json::object{{"type", "string"}}},
                                               {"exception_detail",
                                                boost::json::object{{"type", "array"}, {"items", std::move(problem)}}},
                                               {"request_body", boost::json::object{}},
                                               {"detail", boost::json::object{{"type", "string"}}}}}};
}

std::string_view reason(int status)
{
    switch (status) {
    case 400:
        return "Bad Request";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 409:
        return "Conflict";
    case 410:
        return "Gone";
    case 413:
        return "Content Too Large";
    case 423:
        return "Locked";
    case 503:
        return "Service Unavailable";
    default:
        return "Refused";
    }
}

} // namespace

operation::operation(method verb, std::string_view path, std::string_view name, std::string_view tag,
                     description describe)
    : verb_(verb), path_(path), name_(name), describe_(describe)
{
    if (!tag.empty())
        tags_.emplace_back(tag);
}

operation& operation::needs(role least)
{
    needs_ = least;
    return *this;
}

operation& operation::audit(audited when)
{
    audit_ = when;
    return *this;
}

bool operation::is_audited_for(role one) const noexcept
{
    if (!writes(verb_) || !covers(needs_, role::runner))
        return false;
    return audit_ == audited::always || (audit_ == audited::of_people && one != role::runner);
}

operation& operation::called(std::string_view name)
{
    name_ = name;
    return *this;
}

operation& operation::tagged(std::string_view tag)
{
    tags_.emplace_back(tag);
    return *this;
}

operation& operation::answers(int status)
{
    status_ = status;
    return *this;
}

operation& operation::also(int status)
{
    also_.push_back(status);
    return *this;
}

operation& operation::answers_with(std::string_view content_type)
{
    content_type_ = content_type;
    answer_ = [](json::components&) { return boost::json::object{{"type", "string"}}; };
    return *this;
}

operation& operation::refuses(int status)
{
    refuses_.push_back(status);
    return *this;
}

operation& operation::hears(std::string_view header)
{
    headers_.push_back(header);
    return *this;
}

operation& operation::of_any_version()
{
    looks_at_version_ = false;
    return *this;
}

std::string operation::documented_path() const
{
    std::string plain;
    bool in_kind = false;
    for (char const c : path_) {
        in_kind = c != '}' && (in_kind || c == ':');
        if (!in_kind)
            plain += c;
    }
    return plain;
}

std::string operation::id() const
{
    auto made = name_ + documented_path();
    for (auto& c : made)
        if (std::isalnum(static_cast<unsigned char>(c)) == 0)
            c = '_';
    return made + '_' + lower_case(to_text(verb_));
}

operation_schema::operation_schema(operation const& of, json::components& all) : of_(of), all_(all) {}

void operation_schema::add_path(bool is_uuid)
{
    auto const path = of_.documented_path();
    std::size_t open = 0;
    for (std::size_t i = 0; i <= next_path_name_; ++i)
        open = path.find('{', open) + 1;
    ++next_path_name_;
    boost::json::object schema{{"type", "string"}};
    if (is_uuid)
        schema["format"] = "uuid";
    parameters_.push_back(boost::json::object{{"name", path.substr(open, path.find('}', open) - open)},
                                              {"in", "path"},
                                              {"required", true},
                                              {"schema", std::move(schema)}});
}

void operation_schema::take_body(make_schema* make)
{
    json::components::place const at{all_, "Body"};
    set_body(make(all_), true);
}

void operation_schema::take_fields(describe_type* describe)
{
    bool required = false;
    auto made = all_.refer("Body_" + of_.id(), of_.id(), [&] {
        auto object = describe(all_, json::described_as::parameters);
        required = object.contains("required");
        return object;
    });
    set_body(std::move(made), required);
}

void operation_schema::take_query(describe_type* describe)
{
    json::components::place const at{all_, "Query"};
    auto const model = describe(all_, json::described_as::object);
    auto const* required = model.if_contains("required");
    for (auto const& member : model.at("properties").as_object()) {
        bool const must =
            required != nullptr &&
            std::ranges::find(required->get_array(), boost::json::value(member.key())) != required->get_array().end();
        parameters_.push_back(boost::json::object{
            {"name", member.key()}, {"in", "query"}, {"required", must}, {"schema", member.value()}});
    }
}

void operation_schema::set_body(boost::json::object made, bool required)
{
    body_ = boost::json::object{};
    if (required)
        (*body_)["required"] = true;
    (*body_)["content"] = boost::json::object{{"application/json", boost::json::object{{"schema", std::move(made)}}}};
}

void operation_schema::take_answer(make_schema* make)
{
    json::components::place const at{all_, "Response"};
    answer_ = make(all_);
}

void operation_schema::add_response(int status, std::string_view description, std::string_view content_type,
                                    boost::json::object made)
{
    responses_[std::to_string(status)] = boost::json::object{
        {"description", description},
        {"content", boost::json::object{{content_type, boost::json::object{{"schema", std::move(made)}}}}}};
}

boost::json::object operation_schema::take()
{
    of_.describe_(*this);
    if (of_.answer_ != nullptr)
        take_answer(of_.answer_);
    for (auto const header : of_.headers_)
        parameters_.push_back(boost::json::object{
            {"name", header},
            {"in", "header"},
            {"required", false},
            {"schema", boost::json::object{{"anyOf", boost::json::array{boost::json::object{{"type", "boolean"}},
                                                                        boost::json::object{{"type", "null"}}}},
                                           {"default", false}}}});
    bool const has_parameters = !parameters_.empty() || body_ || of_.looks_at_version_;
    if (of_.looks_at_version_)
        parameters_.push_back(boost::json::object{{"name", "x-prefect-api-version"},
                                                  {"in", "header"},
                                                  {"required", false},
                                                  {"schema", boost::json::object{{"type", "string"}}}});
    int const status = of_.status_ != 0 ? of_.status_ : answer_ ? status::ok : status::no_content;
    if (status == status::no_content)
        answer_.reset();
    auto const add_empty = [this](int empty) {
        responses_[std::to_string(empty)] = boost::json::object{{"description", "Successful Response"}};
    };
    if (answer_) {
        add_response(status, "Successful Response", of_.content_type_, *answer_);
        for (int const also : of_.also_)
            if (also == status::no_content)
                add_empty(also);
            else
                add_response(also, "Successful Response", of_.content_type_, *answer_);
    }
    else
        add_empty(status);
    auto refuses = of_.refuses_;
    if (of_.looks_at_version_) {
        refuses.push_back(400);
        refuses.push_back(503);
    }
    std::ranges::sort(refuses);
    for (int const refused : refuses)
        add_response(refused, reason(refused), "application/json", all_.refer("Refusal", "Refusal", refusal_schema));
    if (has_parameters)
        add_response(422, "Validation Error", "application/json",
                     all_.refer("HTTPValidationError", "HTTPValidationError", [&] { return invalid_schema(all_); }));
    boost::json::object made;
    if (!of_.tags_.empty())
        made["tags"] = boost::json::array(of_.tags_.begin(), of_.tags_.end());
    made["summary"] = title(of_.name_);
    made["operationId"] = of_.id();
    if (!parameters_.empty())
        made["parameters"] = std::move(parameters_);
    if (body_)
        made["requestBody"] = std::move(*body_);
    made["responses"] = std::move(responses_);
    return made;
}

} // namespace praetor::http
